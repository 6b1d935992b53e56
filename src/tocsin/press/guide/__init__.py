"""Answers whom to tell, and how, before anything is told: pages and files of what is confirmed and public."""
