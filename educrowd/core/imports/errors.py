"""Why an import does not go on."""

from __future__ import annotations

from ..errors import Refused


class ImportedAlready(Refused):
    message = "This file has been imported already. Choose it again to see what is new in it."


class NotToImport(Refused):
    """It waits for nobody's word: it is still looked into, or over."""

    message = "This file can't be imported now. Choose it again to see what would come of it."


class OverAlready(Refused):
    message = "There is nothing to cancel: this import is over."


class Canceled(Exception):
    """Whoever began it has no use for it any more."""
