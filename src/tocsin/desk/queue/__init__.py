"""What waits for an officer, in which order; glances at a page of it with one entry in the log, and opens nothing."""
