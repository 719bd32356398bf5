"""Figures of units: the facts they are made of, what is stored, and what pages show.

What does not belong here: arithmetic (`rules.figures`), writing.
"""
