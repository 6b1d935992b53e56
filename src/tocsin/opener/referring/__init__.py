"""Pass reports on to another desk of the line: written with the log's entry, laid afterwards, and after a crash again.

Each desk has a folder into which the other openers put and which it alone lists. One file is one referral, whole, so it
needs no order, and twice is once.
"""
