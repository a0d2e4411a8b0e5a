"""The command line (`voting CMD`)."""
