"""What the recipient of an export is told."""

TEXT = """\
Case {case} of the desk «{desk}» of the line {line}
Exported by {officer} on {day}, reason: {reason}

This archive was sealed to you alone. It holds what somebody told in confidence. What it says about persons is not
proven: they are presumed innocent, and it may not be used to find out who reported.

case.json         the case, its reports and attachments by name, what the log says of this export
reports/ID.json   what was told, and apart from it whom it is about
additions/ID.json what was added later
replies.json      what the reporter was answered
papers.json       what officers wrote: facts, opinions, findings, each with its writer and time
attachments/ID    files as they were sent. They may be harmful: open them on a machine that is not your own
ID.sealed         beside each message: its sealed bytes as they were collected
proof.json        shows that the line's log holds them
manifest.json     size and SHA-256 of every other file, last in the archive

To check a message against the log, for each of "entries" in proof.json:
1. SHA-256 of (the bytes of "nonce", then the file that "file" names) is the "commitment" of the entry.
2. The leaf is SHA-256(00 || SHA-256("salt" || "entry" as JSON with sorted keys and no spaces)).
3. With "proof" the leaf at "seq" leads to "root" in a tree of "size" leaves (RFC 6962, section 2.1).
4. Compare size and root with what the line's overseer holds.

That ID.json is what ID.sealed holds is the desk's word: the key which opens it would let its holder write to the line
in the reporter's name, and stays with the line.
"""

REWRITE = """\
Case {case} of the desk «{desk}» of the line {line}: a rewrite, instead of the report
Exported by {officer} on {day}, reason: {reason}
Agreed to, for this text and this recipient, by {confirmed_by}

This archive was sealed to you alone. It holds what an officer wrote in their own words, so that it cannot be told who
reported. What it says about persons is not proven: they are presumed innocent, and it may not be used to find out who
reported. Nothing that was sent to the line is in it.

case.json       the case by its number, and what the log says of this export
rewrite.json    the text, who wrote it and when, and which version it is
rewrite.sealed  the same as the line keeps it, sealed
proof.json      shows that the line's log holds it
manifest.json   size and SHA-256 of every other file, last in the archive

To check it against the log, for the entry in proof.json:
1. SHA-256 of rewrite.sealed is the "digest" of the entry.
2. The leaf is SHA-256(00 || SHA-256("salt" || "entry" as JSON with sorted keys and no spaces)).
3. With "proof" the leaf at "seq" leads to "root" in a tree of "size" leaves (RFC 6962, section 2.1).
4. Compare size and root with what the line's overseer holds.

That rewrite.json is what rewrite.sealed holds is the desk's word: the key which opens it would open the whole case.
"""
