"""The application that servers and the `flask` command load."""

import gc

from config import settings
from lms.app import create_app

# Nearly everything that a request or a check makes dies by counting references; the collector would
# look at it again and again, for a tenth of a check's time.
gc.set_threshold(10_000, 10, 10)

app = create_app(settings())
