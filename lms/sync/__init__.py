"""Learning without a network: the installable app, the courses kept on a device, and what a device did
meanwhile.

What does not belong here: the lessons themselves (courses), reading and answering with a network (learning,
assessment).
"""
