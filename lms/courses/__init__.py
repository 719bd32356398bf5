"""Courses: the format, published revisions, activities, media, catalogue and search.

What does not belong here: who learns what (learning), answers and grades (assessment), editing in
the browser (authoring).
"""
