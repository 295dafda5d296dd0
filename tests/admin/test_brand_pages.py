"""/studio/brand/: what a site is called, how it looks and how it counts."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select

from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import colors, themes
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db
from tests.conftest import PASSWORD

FIELDS = {
    "name": "Open Northgate",
    "description": "We teach in the open.",
    "accent": "#0F766E",
    "typeface": "warm",
    "corners": "sharp",
    "layout": "magazine",
    "scheme": "dark",
    "email": "hello@northgate.example",
    "website": "https://northgate.example",
    "timezone": "Europe/Lisbon",
    "language": "pt",
    "currency": "EUR",
}

LOOK = ("#0f766e", "warm", "sharp", "magazine", "dark")


def saved(demo):
    db.session.expire_all()
    return db.session.get_one(Tenant, demo.id)


def test_what_is_saved_shows_on_the_site_at_once(studio, visitor, demo):
    assert studio.submit("/studio/brand/", **FIELDS).status_code == 303
    front = visitor.get("/").text
    assert "Open Northgate" in front
    assert f"/brand/{themes.digest(themes.Theme(*LOOK))}.css" in front
    assert 'lang="pt"' in front
    tenant = saved(demo)
    assert {name: getattr(tenant, name) for name in FIELDS} == FIELDS | {"accent": "#0f766e"}


def test_the_audit_log_names_the_fields_that_changed(studio, demo):
    tenant = saved(demo)
    unchanged = {name: getattr(tenant, name) for name in FIELDS}
    studio.submit("/studio/brand/", **unchanged)
    studio.submit("/studio/brand/", **unchanged | {"name": "Open Northgate", "currency": "EUR"})
    written = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "site.changed")).one()
    assert written.details == {"fields": ["name", "currency"]}
    assert "changed the site’s name, currency" in studio.get("/studio/audit/").text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Please fill this in."),
        ("name", "x" * 121, "Field cannot be longer than 120 characters."),
        ("accent", "red", "Write a color as # and six digits"),
        ("accent", "#12345g", "Write a color as # and six digits"),
        ("accent", "#ffffff\n", None),
        ("typeface", "comic", "Not a valid choice"),
        ("corners", "", "Not a valid choice"),
        ("layout", "../app", "Not a valid choice"),
        ("scheme", "sepia", "Not a valid choice"),
        ("email", "nobody", "This is not an email address."),
        ("website", "javascript:alert(1)", "Begin with https://"),
        ("timezone", "Mars/Olympus", "Not a valid choice"),
        ("language", "tlh", "Not a valid choice"),
        ("currency", "XXX", "Not a valid choice"),
    ],
)
def test_bad_input_is_said_at_its_field_and_nothing_is_saved(studio, demo, field, value, said):
    answer = studio.submit("/studio/brand/", **FIELDS | {field: value})
    if said is None:
        assert answer.status_code == 303, "blanks around are trimmed"
        return
    assert answer.status_code == 422
    assert said in answer.text
    assert saved(demo).name == demo.name


def test_the_preview_shows_the_colors_that_a_site_would_get(studio):
    drawn = studio.get("/studio/brand/preview", query_string={"accent": "#ffee00"}).text
    assert "<html" not in drawn
    for scheme in ("light", "dark"):
        assert colors.brand("#ffee00", scheme).accent in drawn


def test_the_preview_falls_back_on_the_present_color(studio, demo):
    drawn = studio.get("/studio/brand/preview", query_string={"accent": '"><script>'}).text
    assert "<script" not in drawn
    assert colors.brand(demo.accent, "light").accent in drawn


def test_without_scripts_the_preview_keeps_what_was_typed_and_saves_nothing(studio, demo):
    answer = studio.submit("/studio/brand/preview", **FIELDS | {"accent": "#7c2d92"})
    assert answer.status_code == 200
    assert 'value="Open Northgate"' in answer.text and 'value="#7c2d92"' in answer.text
    assert colors.brand("#7c2d92", "dark").accent in answer.text
    assert saved(demo).name == demo.name


def test_a_choice_made_elsewhere_stays_a_choice(studio, demo):
    saved(demo).change(language="mt", currency="MNT", timezone="Etc/GMT+3")
    db.session.commit()
    page = studio.get("/studio/brand/").text
    for value in ("mt", "MNT", "Etc/GMT+3"):
        assert f'<option selected value="{value}">' in page


@pytest.mark.parametrize("role", ["instructor", "creator", "editor", "student"])
def test_others_do_not_change_the_site(as_person, new_person, demo, role):
    browser = as_person(new_person("mallory", role))
    assert browser.get("/studio/brand/").status_code == 403
    assert browser.submit("/studio/brand/", **FIELDS).status_code == 403
    assert saved(demo).name == demo.name


def test_the_frame_shows_the_real_front_page_in_the_look_that_is_tried(studio, visitor, demo):
    frame = studio.get("/studio/brand/frame", query_string={"accent": "#7c2d92", "layout": "magazine"})
    assert (
        demo.name in frame.text
        and "<script src" not in frame.text
        and "frame-ancestors 'self'" in frame.headers["Content-Security-Policy"]
    )
    address = html.unescape(re.search(r'href="(/brand/preview.css[^"]*)"', frame.text)[1])
    sheet = studio.get(address).text
    assert colors.brand("#7c2d92", "light").accent in sheet and "1 / -1" in sheet
    assert "/brand/preview.css" not in visitor.get("/").text and saved(demo).layout == "wide"


def test_no_other_page_may_stand_in_a_frame(studio):
    for path in ("/studio/brand/", "/", "/studio/brand/preview"):
        assert "frame-ancestors 'none'" in studio.get(path).headers["Content-Security-Policy"]


def test_what_nobody_can_wear_is_as_it_is_now(studio, demo):
    drawn = studio.get("/studio/brand/preview", query_string={"layout": "../../app", "typeface": "<b>", "scheme": ""})
    frame = html.unescape(re.search(r'src="(/studio/brand/frame[^"]*)"', drawn.text)[1])
    assert "layout=wide" in frame and "typeface=editorial" in frame and "scheme=device" in frame


@pytest.mark.parametrize("path", ["/studio/brand/frame", "/brand/preview.css"])
def test_only_staff_try_looks(visitor, as_person, new_person, path):
    assert visitor.get(path).status_code in (303, 401)
    assert as_person(new_person("mallory", "editor")).get(path).status_code == 403


def test_programs_read_and_change_the_look(visit, demo, owner):
    browser = visit(demo)
    login = browser.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    look = dict(zip(("accent", "typeface", "corners", "layout", "scheme"), LOOK, strict=True))
    answer = browser.patch(f"/api/v1/tenants/{demo.id}/", json=look, headers=headers)
    assert answer.status_code == 200 and answer.json["data"].items() >= look.items()
    refused = browser.patch(f"/api/v1/tenants/{demo.id}/", json={"layout": "odd"}, headers=headers)
    assert refused.status_code == 422 and refused.json["errors"][0]["field"] == "layout"
