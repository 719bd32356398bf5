"""Changing drafts and publishing them. Every function flushes and leaves the commit to the edge."""
