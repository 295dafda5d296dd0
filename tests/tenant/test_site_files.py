"""The site's file, made by a worker on its owner's wish: page and API."""

from __future__ import annotations

import io
import zipfile

import pytest

from educrowd.blueprints.auth.models import Membership
from educrowd.blueprints.tenant.leaving.filing import forget_old_files
from educrowd.blueprints.tenant.models import SiteExport
from educrowd.core.db import db, utcnow
from tests.conftest import PASSWORD
from tests.jobs import run_jobs


@pytest.fixture
def studio(visit, demo, owner):
    return visit(demo).sign_in(owner)


@pytest.fixture
def api(visit, demo):
    def speak(person, site=demo):
        browser = visit(site)
        login = browser.post("/api/v1/auth/login/", json={"email": person.email, "password": PASSWORD})
        headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
        return lambda method, path, **more: browser.open(
            f"/api/v1/tenants/{demo.id}/{path}", method=method, headers=headers, **more
        )

    return speak


def test_an_owner_loads_the_sites_file(studio, demo, visitor):
    assert studio.submit("/studio/leaving/files").status_code == 303
    assert "Writing tables and files" in studio.get("/studio/leaving/").text
    studio.submit("/studio/leaving/files")
    run_jobs()
    export = db.session.scalars(db.select(SiteExport)).one()
    assert (export.state, export.size_bytes) == ("ready", export.path.stat().st_size)
    shown = studio.get("/studio/leaving/").text
    path = f"/studio/leaving/files/{export.public_id}"
    assert path in shown
    loaded = studio.get(path)
    assert zipfile.ZipFile(io.BytesIO(loaded.data)).testzip() is None
    assert "no-store" in loaded.headers["Cache-Control"]
    assert visitor.get(path).status_code in (302, 303)


def test_the_file_is_let_go_after_a_week(studio, demo):
    studio.submit("/studio/leaving/files")
    run_jobs()
    export = db.session.scalars(db.select(SiteExport)).one()
    path = export.path
    export.expires_at = utcnow()
    db.session.commit()
    assert studio.get(f"/studio/leaving/files/{export.public_id}").status_code == 404
    forget_old_files()
    db.session.commit()
    assert not path.exists()
    assert db.session.scalar(db.select(SiteExport)) is None


def test_whoever_owns_the_site_no_longer_gets_no_file(studio, demo, owner):
    studio.submit("/studio/leaving/files")
    db.session.scalars(Membership.here().where(Membership.user_id == owner.id)).one().is_active = False
    run_jobs()
    export = db.session.scalars(db.select(SiteExport)).one()
    assert (export.state, export.path.exists()) == ("failed", False)


def test_a_program_has_the_file_made_and_loads_it(api, owner, new_person, demo):
    call = api(owner)
    made = call("POST", "exports/", json={"with_members": False})
    assert (made.status_code, made.json["data"]["state"]) == (201, "working")
    assert call("POST", "exports/", json={}).status_code == 409
    one = f"exports/{made.json['data']['id']}/"
    assert call("GET", f"{one}file/").status_code == 404
    run_jobs()
    assert call("GET", one).json["data"]["state"] == "ready"
    assert call("GET", "exports/").json["meta"]["total"] == 1
    assert zipfile.ZipFile(io.BytesIO(call("GET", f"{one}file/").data)).testzip() is None
    adam = api(new_person("adam", "admin"))
    for method, path in (("POST", "exports/"), ("GET", one), ("GET", f"{one}file/"), ("GET", "deletion/")):
        assert adam(method, path, json={}).status_code == 403, path


def test_a_program_deletes_a_site_and_takes_it_back(api, owner, demo, visitor):
    call = api(owner)
    assert call("DELETE", "", json={"name": "Other", "current_password": PASSWORD}).status_code == 422
    assert call("DELETE", "", json={"name": demo.name, "current_password": "no"}).status_code == 422
    assert call("GET", "deletion/").status_code == 404
    begun = call("DELETE", "", json={"name": demo.name, "current_password": PASSWORD})
    assert begun.status_code == 202
    again = call("DELETE", "", json={"name": demo.name, "current_password": PASSWORD})
    assert again.status_code == 409
    assert visitor.get("/").status_code == 503
    assert call("GET", "deletion/").json["data"]["erases_at"] == begun.json["data"]["erases_at"]
    assert call("POST", "exports/", json={}).status_code == 201
    assert call("DELETE", "deletion/").status_code == 204
    assert visitor.get("/").status_code == 200
    assert call("DELETE", "deletion/").status_code == 409
