"""Lessons that are read: their text is all there is."""

from __future__ import annotations

from . import kinds
from .kinds import Kind

TEXT = kinds.register(Kind("text", "Text", "book"))
