"""The order of the sitting, the agreement of two, the figures of the delegations (大会议程)."""
