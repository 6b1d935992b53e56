"""The only process with the ring: opens for signed requests of officers, writes the log first, and forgets on order."""
