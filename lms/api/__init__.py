"""The JSON API for programs, below `/api/v1`: what other systems rely on, described in OpenAPI.

What does not belong here: deciding anything; the views load, act and answer as pages do.
"""
