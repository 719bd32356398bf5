"""Tables that leave as files: written at once, or asked for, made in the background and kept for a while.

What does not belong here: whose right a table is (queries, policy), its words and cells (views).
"""
