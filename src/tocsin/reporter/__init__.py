"""The reporter's own side: seals before anything leaves, opens replies, and tells nobody else."""
