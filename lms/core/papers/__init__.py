"""Papers that we draw: the fonts, what all pages have in common, and the process in which they are drawn,
for the library takes 35 MB.

What does not belong here: what a paper says (slices), how a certificate looks.
"""
