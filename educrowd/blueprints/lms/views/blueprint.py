"""The one blueprint of all lms pages."""

from flask import Blueprint

from ..folding import plain

bp = Blueprint("lms", __name__)
bp.app_template_filter("points")(plain)
