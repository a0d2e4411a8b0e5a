"""Deputies on tablets."""
