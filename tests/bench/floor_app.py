"""The floor for the server to load: `tests.bench.floor_app:app`."""

from tests.bench.floor import create_floor

app = create_floor()
