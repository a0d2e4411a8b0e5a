"""Scrutineers and their keys."""
