"""The whole story without hands (演练): a real server, a scratch database, every person an HTTP client."""
