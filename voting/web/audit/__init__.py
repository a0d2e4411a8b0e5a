"""Verification of papers and archives."""
