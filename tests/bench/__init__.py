"""Budgets: `make bench` prints times, and fails on bytes, counts and ratios only."""
