import pytest
from flask import render_template_string
from jinja2 import FunctionLoader

from educrowd.core import assets, colors, look, themes


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_an_asset_comes_compressed_and_for_good(visitor, encoding):
    name = assets.manifest()["app.css"]
    answer = visitor.get(f"/assets/{name}", headers={"Accept-Encoding": encoding})
    assert answer.headers["Content-Encoding"] == encoding
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"] and "Accept-Encoding" in answer.headers["Vary"]


def test_who_takes_no_compression_gets_the_plain_asset(visitor):
    answer = visitor.get(f"/assets/{assets.manifest()['app.css']}", headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers and answer.text.startswith("@layer")


@pytest.mark.parametrize("name", ["manifest.json.nope", "..%2f..%2fconfig.py", "app.0000000000.css"])
def test_an_asset_that_nobody_built_is_not_found(visitor, name):
    assert visitor.get(f"/assets/{name}").status_code == 404


def test_a_site_wears_its_accent(visitor, demo):
    answer = visitor.get(f"/brand/{themes.digest(themes.Theme.of(demo))}.css")
    assert colors.brand(demo.accent, "light").accent in answer.text
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_address_of_former_colors_leads_to_those_of_today(visitor, demo):
    answer = visitor.get("/brand/000000000000.css")
    assert answer.location == f"/brand/{themes.digest(themes.Theme.of(demo))}.css"


def test_the_platform_has_no_brand_of_a_site(visit, demo):
    assert visit(None).get(f"/brand/{themes.digest(themes.Theme.of(demo))}.css").status_code == 404


def test_a_drawing_has_an_address(visitor):
    answer = visitor.get("/art/course/b4451f/telescope.svg")
    assert answer.mimetype == "image/svg+xml" and answer.text.startswith("<svg")


@pytest.mark.parametrize("address", ["/art/nothing/b4451f/x.svg", "/art/course/red/x.svg", "/art/course/b4451f/.svg"])
def test_what_nobody_can_draw_is_not_found(visitor, address):
    assert visitor.get(address).status_code == 404


def test_a_theme_is_kept_and_one_stays_where_one_was(visitor, demo):
    answer = visitor.post(
        "/theme", data={"theme": "dark"}, headers={"Referer": f"{demo.origin}/blog/", "Origin": demo.origin}
    )
    assert answer.status_code == 303 and answer.location == "/blog/"
    assert 'data-theme="dark"' in visitor.get("/").text


@pytest.mark.parametrize("chosen", ["auto", "purple", ""])
def test_any_other_theme_means_as_the_device_says(visitor, demo, chosen):
    for theme in ("dark", chosen):
        visitor.post("/theme", data={"theme": theme}, headers={"Origin": demo.origin})
    assert "data-theme" not in visitor.get("/").text


def test_a_shared_page_holds_neither_token_nor_theme(visitor):
    page = visitor.get("/").text
    assert "csrf" not in page.lower() and "data-theme" not in page


def test_the_style_guide_shows_every_part_in_every_theme(visitor):
    page = visitor.get("/_dev/ui")
    assert page.status_code == 200
    assert page.text.count('role="alert"') == 1


def test_an_error_page_is_small_and_has_no_script(visitor):
    page = visitor.get("/nowhere")
    assert page.status_code == 404
    assert len(page.data) < 10_000 and "<script" not in page.text


def test_a_letter_wears_the_sites_accent(app, demo):
    with app.test_request_context():
        assert f"background: {colors.brand(demo.accent, 'light').accent}" in look.mail_styles()


def test_a_small_drawing_stands_in_the_page_and_cannot_be_broken_out_of(app):
    with app.test_request_context():
        drawn = look.art("person", '"><script>', "avatar", label='"><b>')
    assert drawn.startswith('<svg class="avatar" role="img"') and "<b>" not in drawn and "<script>" not in drawn


def test_what_people_write_is_escaped_in_a_field(app):
    with app.test_request_context():
        page = render_template_string('{% from "ui/badges.html" import badge %}{{ badge(text) }}', text="<b>")
    assert "&lt;b&gt;" in page


def test_no_template_is_compiled_twice(app):
    """However many there are between."""
    loader = FunctionLoader(lambda name: name)
    templates = app.jinja_env.overlay(loader=loader)
    first = templates.get_template("first")
    for number in range(len(app.jinja_env.list_templates())):
        templates.get_template(f"{number}")
    assert templates.get_template("first") is first
