"""Shows what came attached, made as harmless as it can be; parses no file in the web process, and keeps none."""
