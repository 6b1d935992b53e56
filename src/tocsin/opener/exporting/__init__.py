"""A case leaves the desk: whole, sealed to one recipient, with what proves it; never in plain on a disk, never alone.

`bundle` says which files, or `rewriting` where the rewrite leaves and not the report; `readme` tells the recipient
about them, `proving` shows that the log holds them, `tarring` and `streams` turn them into sealed parts with a few
megabytes in memory, `acts` are the verbs.
"""
