"""The one blueprint of all lms pages."""

from flask import Blueprint

from educrowd.core.held_words import hold_words

from ..grading.folding import plain
from ..models.pictures import pictured, placed, spoken

bp = Blueprint("lms", __name__)
hold_words(bp, where=("lms.update_lesson", "lms.update_course", "lms.keep_work"))
bp.app_template_filter("points")(plain)
bp.app_template_filter()(pictured)
bp.app_template_filter()(placed)
bp.app_template_filter()(spoken)
