"""A case leaves the desk through a browser: two officers agree with their own keys, and one fetches what was sealed."""
