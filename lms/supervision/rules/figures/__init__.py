"""Figures of units: what one person adds to them, how they add up in the tree, how pages show them.

What does not belong here: the database (`queries.figures`).
"""
