"""Seals what a reporter says so that only the named desk can open it, and refuses every byte it would not have written.

Formats: `docs/envelope-format.md`. The package knows no zone, no disk, no clock and no randomness of its own: all are
passed in. `unseal` and `unslip` are the only modules that open; import contracts keep them from the public side.
"""
