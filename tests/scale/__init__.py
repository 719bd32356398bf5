"""A whole province: `make scale` prints times, and fails on ratios and bytes only."""
