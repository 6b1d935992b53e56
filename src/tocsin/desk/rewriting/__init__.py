"""Points at words that could tell who reported, before a text is told on in other words; changes and keeps nothing."""
