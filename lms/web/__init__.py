"""The shell every page wears: access, one commit at the edge, forms, headers, errors, layout.

What does not belong here: any page with a subject of its own.
"""
