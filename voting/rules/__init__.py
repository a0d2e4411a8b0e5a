"""The voting measures (票决办法) as pure functions: marks → valid? → ranked → decided. Standard library only."""
