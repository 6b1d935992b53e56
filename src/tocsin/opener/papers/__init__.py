"""What officers write about a case: sealed under the case's key, never lost by replacing, never readable elsewhere.

`rules` says which kinds there are and who may take one back, `keeping` seals and reads them, `acts` are the verbs. A
paper is its story: what was written, replaced, withdrawn, restored, confirmed, each with officer and time in the seal.
"""
