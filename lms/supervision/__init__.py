"""What a supervisor sees of the people they reach: courses, progress, scores, completion.

What does not belong here: single answers, and anything about people out of reach.
"""
