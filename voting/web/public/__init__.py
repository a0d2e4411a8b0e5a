"""Citizens: front page and board."""
