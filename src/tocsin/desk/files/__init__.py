"""Shows what came attached, and hands it out, as harmless as it can be made; parses no file in the web process, keeps none."""
