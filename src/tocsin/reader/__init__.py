"""Opens replies for a reporter without script, in memory, for a moment; keeps nothing and holds no key of ours."""
