"""The sheet of a certificate: A4 across, two pages, in the ink, ivory and gold of the house.

The same bytes come out of the same facts: no clock but that of the issue, no random ids. `pages` is
imported only in the process that makes sheets (`child`): the PDF library takes 50 MB. What does not
belong here: which certificates there are, storing and sealing the file (`actions.rendering`).
"""
