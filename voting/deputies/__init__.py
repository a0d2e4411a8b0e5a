"""The roster of the term, passes, how deputies sign in."""
