"""A domain of one's own: claimed, proven by DNS, the main address, given up; nobody gets another's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.domains.claiming import claim, give_up, prove
from educrowd.blueprints.tenant.domains.keeping import look_after_domains
from educrowd.blueprints.tenant.domains.names import parse_host
from educrowd.blueprints.tenant.domains.primary import make_primary, permanent
from educrowd.blueprints.tenant.domains.proving import Proof, look_for
from educrowd.blueprints.tenant.models import Domain, Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import tenancy
from educrowd.core.allowances import NotInPlan
from educrowd.core.audit import AuditEntry
from educrowd.core.db import db, utcnow
from educrowd.core.errors import Invalid, Refused
from educrowd.core.migrating import owner_engine
from tests.conftest import PASSWORD, unique
from tests.jobs import run_jobs
from tests.letters import written_letters


@pytest.fixture
def host():
    """A host that no other test of this session claims."""
    return f"{unique('learn')}.example.org"


@pytest.fixture
def atelier(new_site):
    """Another site."""
    return new_site("atelier")


@pytest.fixture
def subjects(app):
    """`subjects()` are those of the letters that the bound site's first owner has."""

    def read():
        address = db.session.scalars(User.owners()).first().email
        return [letter["Subject"] for letter in written_letters(app, to=address)]

    return read


def set_up(names, domain):
    """What the owner of the domain does at their provider."""
    names.txt(*domain.record)


def proven(names, host):
    domain = claim(host)
    set_up(names, domain)
    assert prove(domain) is Proof.THERE
    db.session.commit()
    return domain


def is_answered(visit, host, port):
    return visit(None).get("/", base_url=f"http://{host}:{port}").status_code


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("www.Example.org", "www.example.org"),
        ("https://www.example.org/blog?x=1", "www.example.org"),
        (" example.org. ", "example.org"),
        ("example.org:8443", "example.org"),
        ("bücher.org", "xn--bcher-kva.org"),
    ],
)
def test_a_domain_may_be_pasted_as_people_have_it(context, said, meant):
    assert parse_host(said) == meant


@pytest.mark.parametrize(
    "said",
    ["", "example", "192.0.2.1", "[::1]", "10.0.0", "a..org", "-a.org", "a_b.org", "a b.org", "x.localhost", "y.test",
     "demo.localhost", "localhost", f"{'a' * 64}.org", f"{'a.' * 130}org", "http://[bad", "*.example.org", "a\x00.org"],
)  # fmt: skip
def test_what_is_no_public_domain_is_refused(context, said):
    with pytest.raises(Invalid):
        parse_host(said)


def test_a_claim_answers_nothing_before_it_is_proven(demo, names, host, visit, app):
    domain = claim(host)
    db.session.commit()
    assert is_answered(visit, host, app.config["PORT"]) == 404
    assert prove(domain) is Proof.MISSING
    set_up(names, domain)
    assert prove(domain) is Proof.THERE
    db.session.commit()
    # Nobody shall miss the way to the main address.
    answer = visit(None).get("/courses/?q=x", base_url=f"http://{host}:{app.config['PORT']}")
    assert (answer.status_code, answer.location) == (301, f"{demo.origin}/courses/?q=x")
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("domain."))).all()
    assert sorted(actions) == ["domain.claimed", "domain.verified"]


def test_the_name_servers_are_believed_in_what_they_say_and_in_nothing_else(demo, names, host):
    domain = claim(host)
    names.txt(domain.record[0], "v=spf1 -all", "educrowd-site=somebody-elses")
    assert prove(domain) is Proof.OTHER
    names.txt(domain.record[0], "v=spf1 -all", domain.record[1])
    assert look_for(domain.record) is Proof.THERE
    names.is_silent = True
    assert look_for(domain.record) is Proof.UNKNOWN
    assert domain.verified_at is None


def test_the_main_address_is_a_proven_one_and_all_others_lead_there(demo, names, host, visit, app):
    domain = claim(host)
    with pytest.raises(Refused, match="proven first"):
        make_primary(domain)
    set_up(names, domain)
    prove(domain)
    make_primary(domain)
    db.session.commit()
    port = app.config["PORT"]
    assert is_answered(visit, host, port) == 200
    answer = visit(demo).get("/courses/")
    assert (answer.status_code, answer.location) == (301, f"http://{host}:{port}/courses/")
    # Programs keep the address that their tokens are bound to.
    assert visit(demo).get("/api/v1/lms/courses/").status_code == 200
    page = visit(None).get("/blog/", base_url=f"http://{host}:{port}").text
    assert re.search(rf'rel="canonical" href="http://{re.escape(host)}', page)
    make_primary(permanent())
    db.session.commit()
    assert is_answered(visit, host, port) == 301


def test_claiming_keeps_nobody_from_a_domain_and_proving_does(demo, atelier, names, host):
    squatted = claim(host)
    db.session.commit()
    with tenancy.bind(atelier):
        theirs = proven(names, host)
        record = theirs.record
    names.txt(record[0], record[1], squatted.record[1])
    with pytest.raises(Refused, match="proven for another site"):
        prove(squatted)
    db.session.rollback()
    assert db.session.get(Domain, squatted.id).verified_at is None
    with owner_engine().begin() as connection, pytest.raises(IntegrityError, match="uq_domains_host"):
        connection.execute(text("SET LOCAL app.tenant_id = ''"))
        connection.execute(text("UPDATE domains SET verified_at = now() WHERE id = :id"), {"id": squatted.id})


def test_who_bought_a_domain_gets_it_from_whoever_had_it_before(demo, atelier, names, host, app, visit, subjects):
    with tenancy.bind(atelier):
        before = proven(names, host)
        make_primary(before)
        before_id, record = before.id, before.record
        db.session.commit()
    names.forget(record[0])
    mine = claim(host)
    set_up(names, mine)
    assert prove(mine) is Proof.THERE
    db.session.commit()
    with tenancy.bind(atelier):
        run_jobs()
        assert permanent().is_primary
        assert db.session.get(Domain, before_id).state == "pending"
        assert "no longer answers" in subjects()[-1]
    answer = visit(None).get("/", base_url=f"http://{host}:{app.config['PORT']}")
    assert answer.location.startswith(demo.origin)


def test_silent_name_servers_take_a_domain_from_nobody(demo, atelier, names, host, monkeypatch):
    with tenancy.bind(atelier):
        theirs = proven(names, host).record
    mine = claim(host)
    asked = {mine.record: Proof.THERE, theirs: Proof.UNKNOWN}
    monkeypatch.setattr("educrowd.blueprints.tenant.domains.claiming.look_for", asked.__getitem__)
    with pytest.raises(Refused, match="proven for another site"):
        prove(mine)


def test_a_domain_that_was_given_up_is_kept_from_others_for_a_week(demo, atelier, names, host, visit, app):
    with tenancy.bind(atelier):
        theirs = proven(names, host)
        give_up(theirs)
        theirs_id = theirs.id
        db.session.commit()
    assert is_answered(visit, host, app.config["PORT"]) == 404
    mine = claim(host)
    set_up(names, mine)
    with pytest.raises(Refused, match="up a short while ago"):
        prove(mine)
    with tenancy.transaction(atelier):
        db.session.get(Domain, theirs_id).released_at = utcnow() - timedelta(days=8)
    assert prove(mine) is Proof.THERE
    db.session.commit()
    with tenancy.transaction(atelier):
        look_after_domains()
        assert permanent().answers


def test_who_gave_a_domain_up_may_take_it_back(demo, names, host):
    give_up(proven(names, host))
    db.session.commit()
    again = claim(host)
    assert again.state == "pending"
    set_up(names, again)
    assert prove(again) is Proof.THERE


def test_giving_up_the_main_address_leads_back_to_the_permanent_one(demo, names, host):
    domain = proven(names, host)
    make_primary(domain)
    give_up(domain)
    db.session.commit()
    assert permanent().is_primary
    assert db.session.get(Tenant, demo.id).primary_host == permanent().host


def test_claims_are_looked_at_by_themselves_and_end_after_a_week(demo, names, host, subjects):
    domain, forgotten = claim(host), claim(f"old.{host}")
    forgotten.created_at = utcnow() - timedelta(days=8)
    db.session.commit()
    look_after_domains()
    run_jobs()
    assert db.session.get(Domain, forgotten.id) is None
    assert db.session.get(Domain, domain.id).state == "pending"
    set_up(names, domain)
    look_after_domains()
    run_jobs()
    assert db.session.get(Domain, domain.id).state == "verified"
    assert subjects()[-1] == f"Your site answers at {host}"


def test_a_proof_that_is_gone_is_told_and_ends_the_domain_after_three_days(demo, names, host, subjects):
    domain = proven(names, host)
    make_primary(domain)
    names.forget(domain.record[0])
    look_again(domain)
    assert domain.state == "unproven" and domain.answers
    assert subjects()[-1] == f"The record of {host} is gone"
    look_again(domain)
    assert subjects().count(f"The record of {host} is gone") == 1
    domain.unproven_since = utcnow() - timedelta(days=4)
    names.is_silent = True
    look_again(domain)
    assert domain.answers, "silence disproves nothing"
    names.is_silent = False
    look_again(domain)
    assert (domain.state, permanent().is_primary) == ("pending", True)


def test_a_record_that_is_back_keeps_the_domain(demo, names, host):
    domain = proven(names, host)
    names.forget(domain.record[0])
    look_again(domain)
    set_up(names, domain)
    look_again(domain)
    assert (domain.state, domain.unproven_since) == ("verified", None)


def look_again(domain):
    domain.checked_at = utcnow() - timedelta(days=2)
    db.session.commit()
    look_after_domains()
    run_jobs()
    db.session.refresh(domain)


def test_a_plan_without_domains_takes_no_new_ones_and_leaves_the_old(demo, names, host):
    domain, waiting = proven(names, host), claim(f"two.{host}")
    set_up(names, waiting)
    tenant = db.session.get(Tenant, demo.id)
    tenant.hold("free")
    changed()
    db.session.commit()
    with tenancy.bind(tenancy.tenant_by_id(demo.id)):
        with pytest.raises(NotInPlan):
            claim(f"three.{host}")
        with pytest.raises(NotInPlan):
            prove(db.session.get_one(Domain, waiting.id))
        assert db.session.get(Domain, domain.id).answers


def test_certificates_are_asked_for_hosts_of_sites_alone(demo, names, host, visit):
    ask = lambda name: visit(None).get(f"/tls/ask?domain={name}").status_code  # noqa: E731
    assert (ask(demo.host), ask("nobody.example.org"), ask("")) == (200, 404, 404)
    domain = claim(host)
    db.session.commit()
    assert ask(host) == 404
    set_up(names, domain)
    prove(domain)
    db.session.commit()
    assert ask(host) == 200
    domain.is_ssl_enabled = False
    db.session.commit()
    assert ask(host) == 404


# ---- pages and API


def test_olga_has_no_certificates_fetched_for_a_domain_and_again(demo, owner, names, host, visit):
    domain = claim(host)
    db.session.commit()
    set_up(names, domain)
    prove(domain)
    db.session.commit()
    studio, page = visit(demo).sign_in(owner), f"/studio/domains/{domain.id}/"
    switch = lambda: re.search(r'<input[^>]*name="is_ssl_enabled"[^>]*>', studio.get(page).text)[0]  # noqa: E731
    fetched = lambda: visit(None).get(f"/tls/ask?domain={host}").status_code == 200  # noqa: E731
    assert "checked" in switch() and fetched()
    studio.submit(f"{page}certificates")
    assert "checked" not in switch() and not fetched()
    studio.submit(f"{page}certificates", is_ssl_enabled="y")
    assert "checked" in switch() and fetched()


def test_olga_adds_a_domain_proves_it_and_makes_it_the_main_address(demo, owner, names, host, visit):
    studio = visit(demo).sign_in(owner)
    assert "Yours for good" in studio.get("/studio/domains/").text
    added = studio.submit("/studio/domains/", host=f"https://{host}/")
    page = studio.get(added.location).text
    domain = db.session.scalars(select(Domain).filter_by(host=host)).one()
    assert domain.record[0] in page and domain.record[1] in page
    studio.submit(f"/studio/domains/{domain.id}/proof")
    assert "not there yet" in studio.get(added.location).text
    set_up(names, domain)
    studio.submit(f"/studio/domains/{domain.id}/proof")
    page = studio.get(added.location).text
    assert "is proven" in page and "does not lead here yet" in page
    names.a(host, "192.0.2.7")
    names.a(demo.host, "192.0.2.7")
    assert "does not lead here yet" not in studio.get(added.location).text
    assert studio.submit(f"/studio/domains/{domain.id}/primary").status_code == 303
    db.session.expire_all()
    assert db.session.get(Tenant, demo.id).primary_host == host


def test_a_bad_or_listed_domain_keeps_what_was_typed(demo, owner, host, visit):
    studio = visit(demo).sign_in(owner)
    studio.submit("/studio/domains/", host=host)
    for said, words in (("nonsense", "This is no domain"), (host, "on your list already")):
        answer = studio.submit("/studio/domains/", host=said)
        assert answer.status_code == 422 and words in answer.text and f'value="{said}"' in answer.text


def test_the_permanent_address_can_be_given_up_by_nobody(demo, owner, visit):
    studio, kept = visit(demo).sign_in(owner), permanent()
    assert studio.submit(f"/studio/domains/{kept.id}/release").status_code == 403
    db.session.expire_all()
    assert permanent().answers


def test_another_sites_domain_is_not_there(demo, atelier, owner, host, visit):
    with tenancy.transaction(atelier):
        theirs = claim(host).id
    studio = visit(demo).sign_in(owner)
    for path in ("", "release"):
        assert studio.get(f"/studio/domains/{theirs}/{path}").status_code == 404
    for path in ("proof", "primary", "certificates", "release"):
        assert studio.submit(f"/studio/domains/{theirs}/{path}").status_code == 404


@pytest.fixture
def api(visit, demo, owner):
    browser = visit(demo)
    login = browser.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}

    def call(method, path="", **json):
        at = f"/api/v1/tenants/{demo.id}/domains/{path}"
        return browser.open(at, method=method, headers=headers, **({"json": json} if json else {}))

    return call


def test_programs_do_all_of_it_too(api, demo, names, host):
    made = api("POST", host=host)
    data = made.json["data"]
    assert (made.status_code, data["state"], data["record"]["type"]) == (201, "pending", "TXT")
    assert made.headers["Location"].endswith(f"/domains/{data['id']}/")
    assert api("POST", f"{data['id']}/verify/").json["data"]["proof"] == "missing"
    assert api("PATCH", f"{data['id']}/", is_primary=True).status_code == 409
    names.txt(data["record"]["name"], data["record"]["value"])
    shown = api("POST", f"{data['id']}/verify/").json["data"]
    assert (shown["proof"], shown["domain"]["state"]) == ("there", "verified")
    assert api("PATCH", f"{data['id']}/", is_primary=True).json["data"]["is_primary"] is True
    listed = api("GET").json["data"]
    assert [row["host"] for row in listed] == [host, demo.host]
    assert api("GET", f"{listed[1]['id']}/").json["data"]["record"] is None
    assert api("DELETE", f"{data['id']}/").status_code == 204
    assert api("GET", f"{data['id']}/").status_code == 404
    assert api("DELETE", f"{listed[1]['id']}/").status_code == 403


def test_a_student_manages_no_domains(visit, demo, ada, atelier, api):
    browser = visit(demo)
    login = browser.post("/api/v1/auth/login/", json={"email": ada.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    at = f"/api/v1/tenants/{demo.id}/domains/"
    assert browser.get(at, headers=headers).status_code == 403
    assert browser.post(at, json={"host": "a.example.org"}, headers=headers).status_code == 403
    assert browser.get(f"/api/v1/tenants/{atelier.id}/domains/", headers=headers).status_code == 404
