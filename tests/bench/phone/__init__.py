"""What learning costs on a slow phone with a bad line, in real Chromium: times to the largest paint and of
touches, bytes, requests.
"""
