"""What becomes of the chosen projects: plans, progress, changes, completion, and what the public sees of it."""
