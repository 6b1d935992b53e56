"""Says who is competent for what, where, and how they are reached; a report that fits nobody is never dropped."""
