"""`voting bench`: the README's figures, measured on this machine in one run, each beside its target."""
