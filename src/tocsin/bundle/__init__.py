"""What the newsroom lays out and the press takes in: one signed archive, taken whole as it was signed, or refused."""
