"""The one blueprint of all lms pages."""

from flask import Blueprint

bp = Blueprint("lms", __name__)
