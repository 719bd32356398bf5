"""A learning platform for civil servants. `lms/README.md` is the map."""
