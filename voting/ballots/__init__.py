"""A round: its life, casting, the board."""
