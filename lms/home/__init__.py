"""My day: what to go on with, what waits. Other slices fill its slots.

What does not belong here: any page with a subject of its own.
"""
