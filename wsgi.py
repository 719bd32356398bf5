"""The application that servers and the `flask` command load."""

import gc
import sys

from config import settings
from lms.app import create_app

# Nearly everything that a request or a check makes dies by counting references; the collector would
# look at it again and again, for a tenth of a check's time.
gc.set_threshold(10_000, 10, 10)
# A thread that computes lets the others on after a tenth of a millisecond, not after five: an answer waits
# for the interpreter some twenty times, while a course is published beside it for example.
sys.setswitchinterval(0.0001)

app = create_app(settings())
