"""What the browser's worker and scripts ask for and send, the pages that stand without a network, and those
about what was held or is brought as a file.

What does not belong here: deciding who may read a course (learning), or anything about what was held.
"""

from lms.sync.views import events, held, packages, parcels, shell
from lms.sync.views.blueprint import blueprint
from lms.sync.views.install import install
from lms.sync.views.packages import course_offline

__all__ = [
    "blueprint",
    "course_offline",
    "events",
    "held",
    "install",
    "packages",
    "parcels",
    "shell",
]
