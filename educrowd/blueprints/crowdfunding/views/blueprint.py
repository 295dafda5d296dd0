"""The one blueprint of all crowdfunding pages."""

from flask import Blueprint

bp = Blueprint("crowdfunding", __name__)
