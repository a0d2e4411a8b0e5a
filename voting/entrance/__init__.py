"""Who comes in: counters of attempts, locks that hit the guesser, and the sign-ins that are alive (登录)."""
