"""Imports of files from elsewhere: modules say what they know to import, core keeps file, progress and report."""

from flask import Flask

from .. import schedule
from .errors import ImportedAlready
from .importers import Imported, importer
from .keeping import forget_old_uploads
from .progress import Progress
from .record import OUTCOMES, Import
from .running import begin, cancel, confirm, forget
from .showing import shown

__all__ = [
    "OUTCOMES",
    "Import",
    "Imported",
    "ImportedAlready",
    "Progress",
    "begin",
    "cancel",
    "confirm",
    "forget",
    "importer",
    "init_app",
    "shown",
]


def init_app(app: Flask) -> None:
    schedule.every(forget_old_uploads, hours=1, tenants="app.tenants_with_uploads")
