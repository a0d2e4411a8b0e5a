"""Candidate projects and the frozen list."""
