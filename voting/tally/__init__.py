"""Mixing, decryption, counting, and the certified result with its seals."""
