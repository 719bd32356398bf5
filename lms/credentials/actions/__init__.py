"""Entering hours, claiming and deciding what was learned elsewhere, issuing and revoking certificates.

What does not belong here: who may do it (`policy`, `queries`), arithmetic (`rules`).
"""
