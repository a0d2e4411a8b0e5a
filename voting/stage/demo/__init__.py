"""A synthetic congress to try everything with."""
