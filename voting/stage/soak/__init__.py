"""Long runs: a hall votes while the server is killed, or while a disk is full, and every ballot is counted."""
