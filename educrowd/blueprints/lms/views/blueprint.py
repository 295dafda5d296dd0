"""The one blueprint of all lms pages."""

from flask import Blueprint

from ..grading.folding import plain
from ..models.pictures import pictured, placed, spoken

bp = Blueprint("lms", __name__)
bp.app_template_filter("points")(plain)
bp.app_template_filter()(pictured)
bp.app_template_filter()(placed)
bp.app_template_filter()(spoken)
