"""The commands: what they print, where, and with which exit status."""
