"""The server's front: it reads whole requests before a thread works on them, and keeps the hall apart from the public.

A connection that is silent, sends by drips, or does not take its answer costs a file descriptor and nothing else. One
process supervises the others (`master`); each of these (`worker`) waits for all its connections in one loop (`waiting`)
and works in two lanes of threads (`lanes`), so that public pages and uploads never stand before a deputy's ballot.
"""
