"""What the office and the units do with suggestions, from sorting to answer."""
