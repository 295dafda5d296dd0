"""Files of sites that are damaged, or traps: refused, and nothing half-written."""

from __future__ import annotations

import json
import zipfile

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.blog.models import FrontPage, Media, Post
from educrowd.blueprints.lms.models import Lesson
from educrowd.blueprints.tenant.founding import is_free
from educrowd.blueprints.tenant.leaving.copying import copy
from educrowd.blueprints.tenant.leaving.importing import rehearse, take_in
from educrowd.blueprints.tenant.leaving.reading import SiteFile
from educrowd.blueprints.tenant.models import Tenant
from educrowd.core import tenancy
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from tests.conftest import unique
from tests.tenant.sites import folder_of, rewritten, rows_of

NEXT_ID = "SELECT app.reserve_tenant_id()"
SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def change(exported_once, context, tmp_path):
    """`change("tables/tags.jsonl", lambda rows: …)` is the site's file with some rows changed."""

    def changed(name, edit, **more):
        rows = rows_of(exported_once, name)
        edit(rows)
        lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
        return rewritten(exported_once, tmp_path / "changed.zip", parts={name: lines}, **more)

    return changed


def refuse(path, match: str) -> None:
    """It is refused with these words, and neither a site, a person nor a file is left of it."""
    slug, counts = unique("trap"), "SELECT count(*), (SELECT max(id) FROM public.tenants) FROM public.users"
    with tenancy.bind(None):
        before, first = db.session.execute(text(counts)).one(), db.session.scalar(text(NEXT_ID))
    with path.open("rb") as stream, pytest.raises(Invalid, match=match):
        take_in(stream, slug=slug)
    assert is_free(slug)
    with tenancy.bind(None):
        assert db.session.execute(text(counts)).one() == before
        last = db.session.scalar(text(NEXT_ID))
    assert not any(path.is_file() for id in range(first, last) for path in folder_of(id).rglob("*"))


@pytest.mark.parametrize(
    ("table", "field", "value", "words"),
    [
        ("lesson_notes", "id", 10**13, "out of range"),
        ("lesson_notes", "id", -1, "out of range"),
        ("tags", "slug", None, "can't be"),
        ("tags", "name", "\u0000", "can't be"),
        ("lessons", "section_id", 999_999, "can't be"),
        ("lessons", "kind", "trap", "can't be"),
        ("courses", "needs_course_id", 999_999, "not there"),
        ("enrollments", "user_id", 10**6, "can't be"),
        ("enrollments", "user_id", 10**15, "can't be"),
        ("projects", "state", "live", "starts as draft"),
        ("rewards", "taken", -1, "can't be"),
    ],
)
def test_a_row_that_cannot_be_is_refused(change, table, field, value, words):
    refuse(change(f"tables/{table}.jsonl", lambda rows: rows[0].update({field: value})), words)


RENUMBER = "UPDATE public.lesson_notes SET id = {} WHERE id = :id RETURNING id"


def test_a_number_far_ahead_keeps_no_other_site_from_travelling(change, full_site):
    """Counters are shared by all sites: a look moves none, and what a true import has moved stays portable."""

    def renumber(id: int, to: str = "DEFAULT") -> int:
        with tenancy.bind(full_site):
            id = db.session.scalar(text(RENUMBER.format(to)), {"id": id})
            db.session.commit()
            return id

    far = change("tables/lesson_notes.jsonl", lambda rows: rows[0].update(id=10**12))
    with tenancy.bind(full_site):
        first = db.session.scalar(text("SELECT min(id) FROM public.lesson_notes"))
    with far.open("rb") as stream:
        rehearse(SiteFile(stream))
    note = renumber(first)
    assert note < 10**12
    with far.open("rb") as stream:
        take_in(stream, slug=unique("far"))
    note = renumber(note)
    assert note > 10**12
    copied = copy(full_site.id, slug=unique("copied"))
    with tenancy.bind(copied):
        assert db.session.scalar(text("SELECT max(id) FROM public.lesson_notes")) == note
    renumber(note, str(first))


AWAY = "../../1/ab/abcd"
OF_FILE = {"id": 1, "course_id": 1, "submission_id": 1, "name": "x", "title": "x", "launch": "x", "media_type": "x"}
OF_FILE |= {
    "launch_data": "",
    "files_count": 1,
    "size_bytes": 1,
    "created_at": "2026-01-01",
    "updated_at": "2026-01-01",
}


@pytest.mark.parametrize("table", ["course_files", "media", "reward_files", "scorm_packages", "submission_files"])
def test_no_row_names_a_file_of_another_site(change, table):
    def lead_away(rows):
        rows[:] = rows or [OF_FILE]
        rows[0] |= {"public_id": AWAY}

    refuse(change(f"tables/{table}.jsonl", lead_away), f"ck_{table}_public_id")


def test_no_picture_names_a_file_of_another_site(full_site):
    names = ("/etc/passwd", "", "..", "ab.", "ab/cd", "ab\n../x", "AB", "a" * 65)
    widths = ([], [f"/../{AWAY}"], [480, 0], [1.5], [[1]], [None], {"480": 1}, 480)
    tried = [*(("public_id", name) for name in names), *(("widths", each) for each in widths)]
    with tenancy.bind(full_site.id):
        for column, value in tried:
            with pytest.raises(IntegrityError, match=f"ck_media_{column}"), db.session.begin_nested():
                db.session.execute(update(Media).values({column: value}))


def test_a_row_cannot_say_that_it_belongs_to_another_site(change, full_site):
    path = change("tables/tags.jsonl", lambda rows: rows[0].update(tenant_id=full_site.id))
    with path.open("rb") as stream:
        tenant_id = take_in(stream, slug=unique("claims"))
    course = change("tables/courses.jsonl", lambda rows: rows[0].update(tenant_id=full_site.id, title="Mine now"))
    with course.open("rb") as stream:
        second = take_in(stream, slug=unique("claims"))
    asked = text("SELECT count(*) FROM public.courses WHERE title = 'Mine now'")
    for id, count in ((full_site.id, 0), (tenant_id, 0), (second, 1)):
        with tenancy.bind(id):
            assert db.session.scalar(asked) == count


def test_a_manifest_cannot_name_the_column_that_says_whose_rows_they_are(exported_once, context, tmp_path):
    with zipfile.ZipFile(exported_once) as archive:
        tables = json.loads(archive.read("manifest.json"))["tables"]
    for table in tables:
        if table["name"] == "tags":
            table["columns"].append("tenant_id")
    refuse(rewritten(exported_once, tmp_path / "column.zip", tables=tables), "a column")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 2}, "version 2"),
        ({"format": "something"}, "no file of a whole site"),
        ({"schema": {"shared": "9998", "tenant": "0001"}}, "newer EduCrowd"),
        ({"tables": [{"name": "payments", "columns": ["id"], "rows": 1}]}, "does not know"),
        ({"tables": [{"name": "users", "columns": ["id"], "rows": 1}]}, "does not know"),
        ({"tables": [{"name": "x; DROP TABLE", "columns": [], "rows": 1}]}, "no file of a whole site"),
        ({"tables": [{"name": "tags", "columns": ['id" = 1) --'], "rows": 1}]}, "a column"),
        ({"parts": {"people.jsonl": b'{"email": "nobody"}\n'}}, "email|address"),
        ({"parts": {"people.jsonl": b"nonsense\n"}}, "can't be read"),
        ({"parts": {"site.json": b"[]"}}, "nothing about its site"),
        ({"parts": {"site.json": b'{"name": "X", "timezone": "Mars/Olympus"}'}}, "timezone"),
        ({"parts": {"site.json": b'{"name": "X", "settings": {"a": {"b": 1}}}'}}, "settings"),
        ({"parts": {"members.jsonl": b'{"person": 1, "role": "emperor", "is_active": true}\n'}}, "can't be"),
        ({"parts": {"files/aa/bb.webp": b"x"}}, "has no place"),
        ({"parts": {"files/aa.webp": b"x"}}, "has no place"),
        ({"parts": {f"files/aa/{'a' * 300}": b"x"}}, "has no place"),
    ],
)
def test_a_file_that_says_something_odd_is_refused(exported_once, context, tmp_path, changes, words):
    refuse(rewritten(exported_once, tmp_path / "odd.zip", **changes), words)


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "files/aa/../../outside", "files\\aa"])
def test_a_name_that_leads_outside_is_refused(exported_once, context, tmp_path, name):
    refuse(rewritten(exported_once, tmp_path / "way.zip", parts={name: b"x"}), "can't be kept")


def test_what_is_not_in_the_manifest_or_has_another_digest_is_refused(exported_once, context, tmp_path):
    for replaced, words in (({}, "more or less"), ({"site.json": b"{}"}, "digest")):
        path = tmp_path / "other.zip"
        with zipfile.ZipFile(exported_once) as archive, zipfile.ZipFile(path, "w") as other:
            for name in archive.namelist():
                other.writestr(name, replaced.get(name, archive.read(name)))
            if not replaced:
                other.writestr("more", b"x")
        refuse(path, words)


def test_a_bomb_is_refused_by_its_table_of_contents(exported_once, context, tmp_path):
    bomb = b"0" * 60_000_000
    refuse(rewritten(exported_once, tmp_path / "bomb.zip", parts={"files/bo/bomb.webp": bomb}), "too tightly")


def test_what_is_no_archive_is_refused(context, tmp_path):
    path = tmp_path / "picture.zip"
    path.write_bytes(b"GIF89a")
    refuse(path, "no ZIP archive")


def test_no_script_comes_in_with_a_text(change, exported_once, tmp_path):
    path = change("tables/posts.jsonl", lambda rows: rows[0].update(body_markdown=SCRIPT, body_html=SCRIPT))
    lessons = rows_of(exported_once, "tables/lessons.jsonl")
    lessons[0] |= {"body": SCRIPT, "html": SCRIPT}
    lines = "".join(json.dumps(row) + "\n" for row in lessons).encode()
    path = rewritten(path, tmp_path / "script.zip", parts={"tables/lessons.jsonl": lines})
    with path.open("rb") as stream:
        tenant_id = take_in(stream, slug=unique("script"))
    with tenancy.bind(tenant_id):
        html = db.session.get_one(Post, rows_of(path, "tables/posts.jsonl")[0]["id"]).body_html
        html += db.session.get_one(Lesson, (tenant_id, lessons[0]["id"])).html
    assert "<script" not in html and "onerror" not in html


def test_no_script_comes_in_with_a_front_page_or_a_menu(change, exported_once, tmp_path):
    def put_script(rows):
        rows[0]["published"][0] |= {"html": SCRIPT, "text": SCRIPT}

    path = change("tables/front_pages.jsonl", put_script)
    with path.open("rb") as stream, tenancy.bind(take_in(stream, slug=unique("script"))):
        html = FrontPage.here().published[0]["html"]
    assert "<script" not in html and "onerror" not in html

    def lead_astray(rows):
        rows[0]["blocks"][0]["to"] = "javascript:alert(1)"

    refuse(change("tables/front_pages.jsonl", lead_astray), "A button leads")
    refuse(change("tables/front_pages.jsonl", lambda rows: rows[0]["blocks"][0].update(kind="trap")), "can't be read")
    refuse(change("tables/front_pages.jsonl", lambda rows: rows[0]["blocks"][0].update(title=[1])), "can't be read")
    with zipfile.ZipFile(exported_once) as archive:
        site = json.loads(archive.read("site.json"))
    for entry, words in (
        ({"kind": "link", "label": "x", "to": "javascript:alert(1)"}, "A link begins"),
        ({"kind": "part", "to": "//evil.example"}, "part"),
    ):
        site["settings"]["menus"]["footer"][0] |= entry
        refuse(rewritten(exported_once, tmp_path / "menu.zip", parts={"site.json": json.dumps(site).encode()}), words)


def test_a_file_cannot_say_that_a_mailbox_agreed_to_get_answers(exported_once, context, tmp_path):
    said = {"name": "X", "settings": {"mail_reply_to": "victim@example.org", "mail_reply_to_asked": {}, "a": "b"}}
    parts = {"site.json": json.dumps(said).encode()}
    with rewritten(exported_once, tmp_path / "reply.zip", parts=parts).open("rb") as stream:
        tenant_id = take_in(stream, slug=unique("reply"))
    with tenancy.bind(tenant_id):
        assert db.session.get_one(Tenant, tenant_id).settings == {"a": "b"}


def test_people_who_came_with_a_refused_file_are_not_kept(change, exported_once):
    email = f"{unique('nobody')}@example.org"
    path = change("people.jsonl", lambda rows: rows.append({"email": email, "first_name": "", "last_name": ""}))
    refuse(rewritten(path, path.with_name("both.zip"), parts={"members.jsonl": b'{"person": 1}\n'}), "can't be")
    with tenancy.bind(None):
        assert db.session.scalar(User.known_as(email)) is None
