"""Writing courses in the browser: drafts and their files, uploads, preview, review, publishing,
exchange with other formats.

What does not belong here: the course format itself and what is published (courses), running a
course that is published (learning, assessment).
"""
