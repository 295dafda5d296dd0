"""What acts on a whole account is redeemed on the platform alone: a site may answer at a domain of its owner."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from educrowd.blueprints.auth import mailers
from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import Domain, Tenant
from educrowd.blueprints.tenant.resolving import changed
from educrowd.core.db import db, utcnow
from tests.auth.conftest import bearer, go_on
from tests.auth.test_pages import send
from tests.conftest import PASSWORD, unique

API = "/api/v1/auth"
ACCOUNT_WIDE = re.compile(r"https?://\S+/(?:password|not-me|email/undo|account/email|account/proof)/[\w-]+")


@pytest.fixture
def own_domain(demo):
    """The site's owner has proven a domain and made it the site's main address."""
    tenant = db.session.get_one(Tenant, demo.id)
    for domain in tenant.domains:
        domain.is_primary = False
    db.session.flush()
    tenant.domains.append(Domain(host=f"{unique('evil')}.example.org", is_primary=True, verified_at=utcnow()))
    db.session.commit()
    changed()
    return tenant.origin


@pytest.fixture
def written(app, do_work, do_platforms_work, mailbox):
    """`written(address)` lists the addresses in somebody's letters that act on a whole account."""

    def links(address: str) -> list[str]:
        do_work()
        do_platforms_work()
        words = "".join(letter.get_body(("plain",)).get_content() for letter in mailbox(address))
        return list(dict.fromkeys(ACCOUNT_WIDE.findall(words)))

    return links


def test_every_link_leads_to_the_platform_and_sites_take_none(
    own_domain, visitor, visit, platform, demo, ada, new_person, log_in, written
):
    new, victim, guest = f"{unique('ada')}@new.example", new_person("victor"), User.guest(f"{unique('g')}@example.org")
    token = bearer(log_in(ada)["access_token"])
    mailers.send_claim.later(guest.id)
    mailers.send_invitation.later(victim.id, "editor")
    db.session.commit()
    for path, body in (
        ("password/reset/", {"email": victim.email}),
        ("login/link/", {"email": victim.email}),
        ("email/proof/", {}),
        ("email/change/", {"email": new, "current_password": PASSWORD}),
        ("password/change/", {"current_password": PASSWORD, "new_password": "another long one"}),
    ):
        assert visitor.post(f"{API}/{path}", json=body, headers=token).status_code in (202, 204), path
    links = [link for address in (victim.email, guest.email, ada.email, new) for link in written(address)]
    ada.is_verified = True
    db.session.commit()
    change = next(link for link in links if "/account/email/" in link)
    platform.sign_in(ada, "another long one").submit(urlsplit(change).path)
    links += [link for link in written(ada.email) if link not in links]
    assert {urlsplit(link).path.rpartition("/")[0] for link in links} == {
        "/password",
        "/not-me",
        "/email/undo",
        "/account/email",
        "/account/proof",
    }
    assert len(links) == 8 and all(link.startswith(f"{platform.origin}/") for link in links), links
    token = bearer(log_in(victim)["access_token"])
    at_site = visit(None)
    at_site.origin = own_domain
    for path, code in (urlsplit(link).path.rsplit("/", 1) for link in links):
        for page in (
            at_site.get(f"{path}/{code}"),
            visitor.post(f"{path}/{code}", headers={"Origin": demo.origin}, data={"new_password": "mallory has it"}),
        ):
            assert page.status_code in (410, 303, 401), path
            assert page.status_code != 410 or "Send a new link" in page.text
        for confirm in ("password/reset/confirm/", "email/change/confirm/", "email/proof/confirm/"):
            body = {"token": code} | ({"new_password": "mallory has it"} if "reset" in confirm else {})
            answer = visitor.post(f"{API}/{confirm}", json=body, headers=token)
            assert answer.status_code == 422 and "redeemed at" in answer.json["errors"][0]["message"]
    db.session.expire_all()
    assert victim.has_password(PASSWORD) and not guest.is_claimed
    with pytest.raises(IntegrityError, match="ck_single_use_codes_host"):
        db.session.execute(
            text("UPDATE public.single_use_codes SET tenant_id = site_id WHERE user_id = :id"), {"id": victim.id}
        )


def test_one_is_led_on_by_a_button_to_the_site_that_the_letter_was_about(
    own_domain, visitor, visit, platform, demo, ada, new_person, written
):
    visitor.post(f"{API}/password/reset/", json={"email": ada.email})
    (link,) = written(ada.email)
    answer = send(platform, urlsplit(link).path, new_password="another long one")
    assert answer.location.startswith("/go-on/")
    policy = platform.get(answer.location).headers["Content-Security-Policy"]
    assert own_domain in policy.partition("form-action")[2], "a browser would not follow"
    mallory = visit(None).sign_in(new_person("mallory"))
    for path in (answer.location, answer.location[:-3] + "abc"):
        assert mallory.get(path).location == mallory.submit(path).location == "/sites"
    demo_there = db.session.get_one(Tenant, demo.id).snapshot()
    assert go_on(platform, answer, demo_there).get("/account/").status_code == 200


def test_a_closed_site_is_said_to_be_so_and_nobody_joins_it(site_setting, visitor, platform, new_person, written):
    stranger = new_person("stranger")
    visitor.post(f"{API}/password/reset/", json={"email": stranger.email})
    site_setting(allow_registration=False)
    (link,) = written(stranger.email)
    answer = send(platform, urlsplit(link).path, new_password="another long one")
    platform.token = re.findall(r'name="csrf_token" value="([^"]+)"', platform.get(answer.location).text)[0]
    assert platform.submit(answer.location).location == "/sites"
    assert "for its members" in platform.get("/sites").text
    db.session.expire_all()
    assert not stranger.is_member
