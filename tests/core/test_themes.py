"""A site's look beyond its colors: what each choice does, and what it costs."""

from __future__ import annotations

import gzip
import itertools
import re

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from educrowd.core import assets, colors, themes
from educrowd.core.db import db
from educrowd.core.themes import CHOICES, CORNERS, LAYOUTS, SCHEMES, TYPEFACES, Theme

ALL = [Theme("#b4552d", *each) for each in itertools.product(TYPEFACES, CORNERS, LAYOUTS, SCHEMES)]


def test_every_look_keeps_the_readable_colors_and_stays_small():
    names = set()
    for theme in ALL:
        sheet = themes.stylesheet(theme)
        assert colors.stylesheet(theme.accent) in sheet
        assert not re.search(r"--(accent|ink|canvas|line)[^:;]*:", sheet.replace(colors.stylesheet(theme.accent), ""))
        assert len(gzip.compress(sheet.encode())) <= 1_300 and "://" not in sheet
        assert sheet.count("{") == sheet.count("}")
        names.add(themes.digest(theme))
    assert len(names) == len(ALL)


@pytest.mark.parametrize("typeface", TYPEFACES)
def test_what_a_look_loads_is_stored_here_and_no_larger_than_ours(typeface):
    theme = Theme(typeface=typeface)
    for name in re.findall(r"url\(/assets/([^)]+)\)", themes.stylesheet(theme)):
        assert name in assets.manifest().values() and (assets.DIST / name).is_file()
    if theme.font:
        ours = assets.DIST / assets.manifest()["latin-400-normal.woff2"]
        assert (assets.DIST / assets.manifest()[theme.font]).stat().st_size <= ours.stat().st_size


def test_a_scheme_holds_only_until_a_reader_chooses():
    assert ":root:not([data-theme]) { color-scheme: dark; }" in themes.stylesheet(Theme(scheme="dark"))
    assert "color-scheme" not in themes.stylesheet(Theme())


def test_two_accents_have_two_addresses():
    assert themes.digest(Theme("#0f6b4f")) != themes.digest(Theme("#0f6b50"))


def test_only_what_there_is_can_be_chosen():
    theme = Theme("#112233", "warm")
    assert theme.changed({"accent": "red", "typeface": "comic", "layout": None, "corners": "round"}) == theme._replace(
        corners="round"
    )


def test_a_page_preloads_the_typeface_of_its_site_alone(new_site, visit):
    sites = {typeface: new_site(f"in-{typeface}", typeface=typeface) for typeface in ("warm", "plain", "editorial")}
    pages = {typeface: visit(site).get("/").text for typeface, site in sites.items()}
    preloaded = {
        typeface: re.findall(r'rel="preload" href="/assets/([a-z0-9-]+)', page) for typeface, page in pages.items()
    }
    assert preloaded == {"warm": ["fraunces-600"], "plain": [], "editorial": ["latin-400-normal"]}


@pytest.mark.parametrize("choice", CHOICES)
def test_the_database_knows_the_choices(demo, choice):
    for value in CHOICES[choice]:
        db.session.execute(text(f"UPDATE public.tenants SET {choice} = :value"), {"value": value})
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"UPDATE public.tenants SET {choice} = 'odd'"))
    db.session.rollback()
