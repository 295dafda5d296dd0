"""The one blueprint of all crowdfunding pages."""

from flask import Blueprint

from educrowd.core.held_words import hold_words

bp = Blueprint("crowdfunding", __name__)
hold_words(bp, where=("crowdfunding.update_project", "crowdfunding.create_reward", "crowdfunding.update_reward"))
