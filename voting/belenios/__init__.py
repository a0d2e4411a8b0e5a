"""The Belenios protocol, version 1: group, ballots, board, shuffles, decryption, verification.

Pure: standard library and libsodium through PyNaCl. Made from the specification that ships with belenios-tool 3.0
(`specification.pdf`); section numbers in the docstrings are its own. Randomness is a function `rng(n) -> n bytes`.
"""
