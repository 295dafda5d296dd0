"""The sandbox as a Flask application."""

from flask import Flask, Response

from sandbox import later, lifeline, onboarding, store, uploads, webhooks
from sandbox.api import api
from sandbox.pages import register_pages
from sandbox.resources import register_all
from sandbox.settings import settings

# A form here ends at the shop's own return address, wherever that is: hence form-action *.
POLICY = "; ".join(
    ["default-src 'none'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "form-action *"]
)


def create_app() -> Flask:
    """Open the database, mount the API and the pages, start the background threads."""
    app = Flask(__name__)
    app.config["TRUSTED_HOSTS"] = ["localhost", ".localhost", "127.0.0.1"]
    app.config["MAX_CONTENT_LENGTH"] = 2 * uploads.LARGEST
    store.open_database(settings.database)
    onboarding.ensure_platform()
    register_all()
    app.register_blueprint(api)
    register_pages(app)
    app.after_request(_harden)
    lifeline.hold()
    later.start()
    webhooks.start()
    return app


def _harden(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
