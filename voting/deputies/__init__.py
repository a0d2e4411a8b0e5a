"""Roster, passes, voting cards, deputy authentication."""
