"""What is counted and published of the suggestions: statistics, reports, open data."""
