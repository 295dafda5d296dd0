"""The one blueprint of all lms pages."""

from flask import Blueprint

from ..grading.folding import plain

bp = Blueprint("lms", __name__)
bp.app_template_filter("points")(plain)
