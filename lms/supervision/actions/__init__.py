"""Giving duties, reminding and praising, agreeing on plans, adding up what was done.

What does not belong here: who may do it (`policy`, `queries`), arithmetic (`rules`).
"""
