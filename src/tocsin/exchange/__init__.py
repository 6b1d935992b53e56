"""The files that pass between zones - slot, attachments, replies, requests - and nothing about the zones themselves."""
