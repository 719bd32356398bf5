"""Tests of drafts, uploads, preview and publishing in the browser."""
