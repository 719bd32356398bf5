"""The application that servers and the `flask` command load."""

from config import settings
from lms.app import create_app

app = create_app(settings())
