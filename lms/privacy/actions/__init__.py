"""Asking about personal data, deciding, copying, erasing, and deleting what is past its time.

What does not belong here: who may do it (`policy`, `queries`).
"""
