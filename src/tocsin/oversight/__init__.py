"""Commits to what was done without telling it: a Merkle tree whose rewriting is seen (RFC 6962), and salted leaves."""
