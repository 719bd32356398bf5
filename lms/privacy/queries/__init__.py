"""Reading the trail, requests about personal data, and what is held of a person."""
