"""Congress, meeting, delegations, attendance, quorum."""
