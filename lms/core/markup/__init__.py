"""Markdown to safe HTML: `render(texts, options=…)`.

What comes out is a subset of HTML that can't run anything, whatever went in; it is made in a child
process that is bounded in time and memory, so no text can hang or fell its caller. Rendering is
slow: do it once, when a text is saved or published, and keep the result with `COMPILER_VERSION`.

Belongs here: Markdown, sanitising, the child process. Doesn't belong here: what a course, a lesson
or a question is, requests, databases. Importing this package loads no Markdown library.
"""

from lms.core.markup.limits import measure
from lms.core.markup.renderer import Renderer, RendererUnavailable, render
from lms.core.markup.values import MediaInfo, Options, Refused, Rendered, Source

COMPILER_VERSION = "4"
"""Raised with every change of the output, so that stored HTML can be told to be out of date."""

__all__ = [
    "COMPILER_VERSION",
    "MediaInfo",
    "Options",
    "Refused",
    "Rendered",
    "Renderer",
    "RendererUnavailable",
    "Source",
    "measure",
    "render",
]
