import gzip
import json

import brotli
import pytest

from educrowd.core import assets

KB = 1024


@pytest.fixture
def built(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "DIST", tmp_path)
    return assets.build()


def test_every_name_leads_to_a_stored_file(built, tmp_path):
    assert json.loads((tmp_path / "manifest.json").read_text()) == built
    assert [name for name in built.values() if not (tmp_path / name).is_file()] == []


def test_another_content_has_another_address(built, tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "stylesheet", lambda: "p { color: red }")
    rebuilt = assets.build()
    assert rebuilt["app.css"] != built["app.css"]
    assert rebuilt["app.js"] == built["app.js"]


def test_the_compressed_forms_hold_the_same(built, tmp_path):
    stored = tmp_path / built["app.css"]
    assert brotli.decompress(stored.with_name(stored.name + ".br").read_bytes()) == stored.read_bytes()
    assert gzip.decompress(stored.with_name(stored.name + ".gz").read_bytes()) == stored.read_bytes()


def test_the_style_sheet_points_at_stored_fonts(built, tmp_path):
    css = (tmp_path / built["app.css"]).read_text()
    assert f"url({built['latin-400-normal.woff2']})" in css
    assert 'url("' not in css


def test_a_new_build_is_noticed(built, monkeypatch):
    assert assets.manifest() == built
    monkeypatch.setattr(assets, "stylesheet", lambda: "p { color: red }")
    assert assets.build()["app.css"] == assets.manifest()["app.css"]


def test_the_layers_come_in_their_order():
    assert assets.stylesheet().startswith("@layer reset, tokens, base, layout, components, pages, tenant, utilities;")


@pytest.mark.parametrize(
    ("name", "limit"),
    [
        ("app.css", 12 * KB),
        ("learning.css", 4 * KB),
        ("studio.css", 4 * KB),
        ("front.css", 1 * KB),
        ("app.js", 20 * KB),
        ("editor.js", 4 * KB),
        ("keeping.js", 3 * KB),
    ],
)
def test_what_a_first_view_loads_stays_small(built, tmp_path, name, limit):
    assert len((tmp_path / f"{built[name]}.gz").read_bytes()) <= limit


def test_style_sheet_script_and_font_leave_room_for_the_page(built, tmp_path):
    parts = [f"{built['app.css']}.gz", f"{built['app.js']}.gz", built["latin-400-normal.woff2"]]
    assert sum((tmp_path / part).stat().st_size for part in parts) <= 48 * KB
