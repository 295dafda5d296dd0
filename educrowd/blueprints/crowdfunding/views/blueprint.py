from flask import Blueprint

bp = Blueprint("crowdfunding", __name__)
