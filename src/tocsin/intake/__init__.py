"""Takes what anybody brings, and cannot open it: no key, no database, no cookie, no address, no plaintext on disk."""
