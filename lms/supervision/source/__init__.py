"""What is written for others to read: a table on paper.

What does not belong here: which tables there are (`queries`), words (views).
"""
