"""What people see in a browser: the hosted pages of Stripe, and the sandbox's own controls."""

from flask import Flask

from sandbox.pages import browse, checkout, controls, onboarding, three_d_secure


def register_pages(app: Flask) -> None:
    """Mount the pages."""
    for module in (checkout, three_d_secure, onboarding, controls, browse):
        app.register_blueprint(module.pages)
