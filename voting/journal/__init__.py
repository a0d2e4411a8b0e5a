"""The hash-chained log of official acts."""
