"""Who may see and change what of hours and certificates."""
