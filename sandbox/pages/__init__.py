"""What people see in a browser: the hosted pages of Stripe, and the sandbox's own controls."""

from flask import Flask, jsonify, render_template, request

from sandbox.errors import StripeError
from sandbox.pages import browse, checkout, controls, hosted_invoice, onboarding, three_d_secure


def register_pages(app: Flask) -> None:
    """Mount the pages."""
    for module in (checkout, hosted_invoice, three_d_secure, onboarding, controls, browse):
        app.register_blueprint(module.pages)
    app.register_error_handler(StripeError, refused)


def refused(error: StripeError):
    """A refusal in JSON to programs, on a page to people."""
    if request.is_json:
        return jsonify(error.body()), error.status
    return render_template("refused.html", message=error.message), error.status
