"""What plans hold: limits where things are made, trials, plans set by hand, and sites that can only be read."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType

import pytest
from sqlalchemy import text

from educrowd.blueprints.admin.webhooks import open_webhook
from educrowd.blueprints.auth.entering import signing_in
from educrowd.blueprints.auth.joining import joining
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import Course
from educrowd.blueprints.tenant.models import Plan, Tenant
from educrowd.blueprints.tenant.plans.keeping import look_after_plan, put_on
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core import allowances, entitlements, mail, metering, tenancy
from educrowd.core.allowances import NotInPlan, PlanFull
from educrowd.core.current import current
from educrowd.core.db import db, utcnow
from educrowd.core.metering import SentMail, read_meters, readings
from educrowd.core.terms import Terms
from tests.conftest import PASSWORD
from tests.queries import queries


@pytest.fixture
def tiny(demo):
    """`with tiny(courses=1):` is the demo site on a plan that holds no more than that."""

    def bind(features=None, **limits):
        terms = Terms("tiny", "Tiny", MappingProxyType(features or {}), MappingProxyType(limits))
        return tenancy.bind(replace(demo, plan=terms))

    return bind


@pytest.fixture
def on_plan(demo):
    """`on_plan("free")` puts the demo site on a plan, as everybody sees it."""

    def put(code, **details):
        with tenancy.transaction(demo.id):
            put_on(code, **details)

    return put


def set_site(site, **values):
    with tenancy.transaction(site.id):
        tenant = db.session.get_one(Tenant, site.id)
        for name, value in values.items():
            setattr(tenant, name, value)
        changed()


def site_of(site) -> Tenant:
    with tenancy.bind(None):
        return db.session.get_one(Tenant, site.id)


# ---- limits -----------------------------------------------------------------------------------------


def test_a_new_site_tries_out_everything_for_thirty_days(demo):
    tenant = site_of(demo)
    assert (tenant.on_trial, tenant.paid_until) == (True, utcnow().date() + timedelta(days=30))
    assert demo.plan.code == "academy" and demo.plan.limits == {}


def test_a_plan_that_is_full_takes_no_further_course_and_says_what_to_do(tiny, ada):
    with tiny(courses=1):
        first = Course.draft(ada, title="Optics")
        with pytest.raises(PlanFull, match=r"“Tiny” holds 1 courses. Archive one, or choose another plan") as full:
            Course.draft(ada, title="Waves")
        assert (full.value.code, full.value.status) == ("plan_limit", 409)
        first.archive()
        Course.draft(ada, title="Waves")
        with pytest.raises(PlanFull):
            first.become("draft")
        db.session.rollback()


def test_without_a_limit_nothing_is_counted(demo, ada):
    with queries() as asked:
        allowances.require_room("courses")
    assert asked == []


def test_the_last_place_is_never_taken_twice(demo, ada, app):
    terms = Terms("tiny", "Tiny", limits=MappingProxyType({"courses": 3}))
    ada_id = ada.id

    def one(number):
        with app.app_context(), tenancy.bind(replace(demo, plan=terms)):
            try:
                Course.draft(db.session.get_one(User, ada_id), title=f"Course {number}")
                db.session.commit()
                return 1
            except PlanFull:
                return 0

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(lambda number: Context().run(one, number), range(8))) == 3


def test_newcomers_wait_outside_where_members_are_full_but_who_paid_gets_in(tiny, new_person):
    bea, carl = new_person("bea"), new_person("carl")
    with tiny(members=1):
        current.user = db.session.scalars(User.owners()).first()
        with pytest.raises(PlanFull, match="as many members as it can take"):
            signing_in.join(bea)
        with pytest.raises(PlanFull, match="holds 1 members"):
            joining.invite("dora@example.org", "student")
        db.session.add(entitlements.Entitlement(user_id=carl.id, kind="course", subject_id=1, source="order:1"))
        signing_in.join(carl)
        assert carl.is_member
        db.session.rollback()


def test_a_second_role_takes_no_second_place(tiny, new_person):
    bea = new_person("bea", "student")
    with tiny(members=2):
        current.user = db.session.scalars(User.owners()).first()
        joining.invite(bea.email, "editor")
        db.session.rollback()


def test_storage_is_counted_in_bytes_and_shown_in_whole_megabytes(tiny, monkeypatch):
    monkeypatch.setitem(allowances._counts, "storage_mb", [lambda: 1_200_000])
    with tiny(storage_mb=2):
        assert allowances.used("storage_mb") == 2
        allowances.require_room("storage_mb", 800_000)
        with pytest.raises(PlanFull, match="holds 2 MB of files"):
            allowances.require_room("storage_mb", 800_001)


def test_what_a_plan_does_not_contain_is_refused_with_its_name(tiny):
    with tiny(features={"api": False}):
        assert not current.plan.allows("api")
        with pytest.raises(NotInPlan, match="“API keys and webhooks” is not part of the plan “Tiny”"):
            allowances.require_feature("api")
        with pytest.raises(NotInPlan):
            open_webhook(url="https://example.org/hook", events=["*"])
    with tiny():
        allowances.require_feature("api")


def test_a_full_plan_is_a_refusal_in_page_and_api(on_plan, demo, owner, visit):
    on_plan("free")
    with tenancy.transaction(demo.id):
        for number in range(5):
            Course.draft(db.session.get_one(User, owner.id), title=f"Course {number}")
    boss = visit(demo).sign_in(owner)
    answer = boss.submit("/studio/courses/", title="One too many")
    assert answer.status_code in (409, 422) and "holds 5 courses" in answer.text
    login = boss.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    refused = boss.post("/api/v1/lms/courses/", json={"title": "One too many"}, headers=headers)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (409, "plan_limit")


# ---- meters -----------------------------------------------------------------------------------------


def test_letters_are_counted_day_by_day_and_summed_by_month(demo):
    metering.note_mail()
    db.session.add(SentMail(sent_at=utcnow().replace(hour=0, minute=0, second=0) - timedelta(seconds=1)))
    db.session.commit()
    before = allowances.used("mails_a_month")
    read_meters()
    db.session.commit()
    assert db.session.query(SentMail).count() == 1, "today's letter stays a row until the day is over"
    assert readings("mails_a_month", 5) == [1]
    assert allowances.used("mails_a_month") == before
    assert readings("members", 5) == [allowances.used("members")]
    read_meters()
    assert len(readings("courses", 5)) == 1, "a day is read once"


def test_every_letter_of_a_site_is_counted(demo, app):
    with app.test_request_context():
        mail.deliver(to="ada@example.org", subject="Hello", template="admin/mail/plan_trial_ended", plan_url="x")
    assert allowances.used("mails_a_month") == 1


# ---- trials and plans set by hand -------------------------------------------------------------------


def test_a_trial_ends_with_the_free_plan_and_a_letter(demo):
    set_site(demo, paid_until=utcnow().date() - timedelta(days=1))
    with tenancy.transaction(demo.id):
        look_after_plan()
    tenant = site_of(demo)
    assert (tenant.on_trial, tenant.plan.code, tenant.paid_until) == (False, "free", None)
    with tenancy.bind(demo.id):
        assert current.plan.limit("courses") == 5


def test_a_trial_that_ends_soon_is_told_once(demo):
    set_site(demo, paid_until=utcnow().date() + timedelta(days=2))
    for _ in range(3):
        with tenancy.transaction(demo.id):
            look_after_plan()
    with tenancy.bind(demo):
        letters = text("SELECT count(*) FROM public.outbox WHERE job LIKE '%send_plan_letter'")
        assert db.session.scalar(letters) == 1
    assert site_of(demo).on_trial


def test_sites_whose_plan_ends_are_found(demo):
    asked = text("SELECT app.tenants_whose_plan_ends()")
    with tenancy.bind(None):
        assert demo.id not in db.session.scalars(asked).all()
    set_site(demo, paid_until=utcnow().date())
    with tenancy.bind(None):
        assert demo.id in db.session.scalars(asked).all()


def test_a_plan_given_until_a_day_ends_on_it(demo, on_plan):
    on_plan("studio", until=utcnow().date())
    assert site_of(demo).plan.code == "studio"
    set_site(demo, paid_until=utcnow().date() - timedelta(days=1))
    with tenancy.transaction(demo.id):
        look_after_plan()
    assert site_of(demo).plan.code == "free"


def test_a_plan_is_set_from_the_command_line(app, demo):
    def flask(*arguments):
        return app.test_cli_runner().invoke(args=["tenant", "plan", *arguments])

    assert json.loads(flask(demo.slug, "--json").output)["trial"] is True
    shown = json.loads(flask(demo.slug, "studio", "--until", "2999-12-31", "--json").output)
    assert (shown["plan"], shown["trial"], shown["until"]) == ("studio", False, "2999-12-31")
    assert shown["Courses"] == "0 of 50"
    assert flask(demo.slug, "platinum").output.startswith("Error: There is no plan “platinum”")
    assert flask(demo.slug, "studio", "--until", "2001-01-01").exit_code == 1


def test_every_plan_has_a_price_and_says_what_it_holds(demo):
    plans = db.session.scalars(Plan.all()).all()
    assert [plan.code for plan in plans] == ["free", "studio", "academy"]
    assert plans[1].price("month").minor == 29_00 and plans[1].price("year").minor == 290_00


# ---- sites that can only be read --------------------------------------------------------------------


def test_after_the_grace_a_site_can_only_be_read(demo):
    set_site(demo, on_trial=False, subscription_expires_at=utcnow() - timedelta(minutes=1))
    with tenancy.transaction(demo.id):
        look_after_plan()
    assert site_of(demo).status == "past_due"


@pytest.fixture
def unpaid(demo, owner, visit):
    """The owner's browser on a site that can only be read, and a token of theirs."""
    browser = visit(demo).sign_in(owner)
    login = browser.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    browser.bearer = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    set_site(demo, status="past_due")
    return browser


def test_reading_goes_on_and_writing_is_refused_with_402(unpaid):
    assert unpaid.get("/").status_code == 200
    assert unpaid.get("/studio/").status_code == 200
    assert unpaid.get("/api/v1/lms/courses/", headers=unpaid.bearer).status_code == 200
    page = unpaid.submit("/studio/courses/", title="Optics")
    assert page.status_code == 402 and "read-only" in page.text
    refused = unpaid.post("/api/v1/lms/courses/", json={"title": "Optics"}, headers=unpaid.bearer)
    assert (refused.status_code, refused.json["errors"][0]["code"]) == (402, "site_unpaid")
    assert "Studio → Plan" in refused.json["errors"][0]["message"]


def test_signing_in_leaving_and_money_already_promised_go_on(unpaid, demo, visit, owner):
    assert visit(demo).sign_in(owner)
    answers = {
        path: unpaid.submit(path).status_code
        for path in (
            *("/studio/payments/7/refunds/", "/studio/refund-requests/7/approval", "/pledges/none/cancellation"),
            *("/studio/money/payouts/USD", "/studio/money/invoices/address", "/logout"),
        )
    }
    assert 402 not in answers.values(), answers
    paid_out = unpaid.post("/api/v1/crowdfunding/payouts/", json={}, headers=unpaid.bearer)
    assert paid_out.status_code != 402


def test_nobody_changes_an_unpaid_site_by_way_of_the_platform(unpaid, demo, owner, visit):
    platform = visit(None)
    login = platform.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    at = f"/api/v1/tenants/{demo.id}/"
    assert platform.patch(at, json={"name": "Mine"}, headers=headers).status_code == 402
    assert platform.post(f"{at}copies/", json={"name": "Mine"}, headers=headers).status_code == 402


def test_a_plan_set_by_hand_lets_the_site_be_changed_again(unpaid, on_plan):
    on_plan("free")
    assert unpaid.submit("/studio/courses/", title="Optics").status_code == 303


# ---- pages ------------------------------------------------------------------------------------------


def test_staff_see_what_they_use_and_what_there_is(demo, owner, visit, on_plan):
    boss = visit(demo).sign_in(owner)
    assert "You are trying out the plan Academy" in boss.get("/studio/plan/").text
    on_plan("free")
    page = boss.get("/studio/plan/").text
    assert "0 of 5" in page and "$29" in page and "$290" in page
    assert "Plan" in boss.get("/studio/").text


def test_the_plan_is_no_business_of_those_who_only_teach(demo, new_person, visit):
    ines = visit(demo).sign_in(new_person("ines", "instructor"))
    assert ines.get("/studio/plan/").status_code == 403
    assert "/studio/plan/" not in ines.get("/studio/").text


def test_the_api_tells_the_plan_and_its_meters(demo, owner, visit, on_plan):
    on_plan("free")
    browser = visit(demo)
    login = browser.post("/api/v1/auth/login/", json={"email": owner.email, "password": PASSWORD})
    headers = {"Authorization": f"Bearer {login.json['data']['access_token']}"}
    data = browser.get("/api/v1/plan/", headers=headers).json["data"]
    assert (data["plan"]["code"], data["on_trial"]) == ("free", False)
    assert {"meter": "courses", "used": 0, "limit": 5} in data["meters"]
    codes = [plan["code"] for plan in visit(None).get("/api/v1/plans/").json["data"]]
    assert codes == ["free", "studio", "academy"]
