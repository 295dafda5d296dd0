"""The headers of every answer."""

from __future__ import annotations


def directive(answer, name):
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
    return policy[name]


def test_nothing_inline_and_nothing_of_others(visitor):
    answer = visitor.get("/")
    assert directive(answer, "script-src") == directive(answer, "style-src") == "'self'"
    assert directive(answer, "frame-ancestors") == "'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_pledge_may_lead_to_checkout(app, visitor):
    origins = app.config["FORM_ACTION_ORIGINS"]
    assert origins
    assert set(origins) <= set(directive(visitor.get("/"), "form-action").split())


def test_signing_up_may_lead_to_ones_own_site_and_a_sites_forms_to_no_sibling(app, visit, demo):
    siblings = f"http://*.{app.config['BASE_DOMAIN']}:{app.config['PUBLIC_PORT']}"
    assert siblings in directive(visit(None).get("/signup"), "form-action").split()
    assert siblings not in directive(visit(demo).get("/login"), "form-action").split()


def test_private_answers_are_not_kept(visitor, ada):
    assert "no-store" in visitor.sign_in(ada).get("/account/").headers["Cache-Control"]
