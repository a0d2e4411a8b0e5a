"""One folder for each audience; views parse, call one use case, render."""
