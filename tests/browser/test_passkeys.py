"""A passkey in a real Chromium, with an authenticator that the browser plays."""

from __future__ import annotations

from tests.conftest import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_leads_into_a_site_without_a_password(live, page, demo, ada):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(live.url(None, "/login?next=/account/passkeys"))
    page.get_by_label("Email or user name").fill(ada.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Name").last.fill("My phone")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make it").click()
    page.get_by_text("opens your account from now on").wait_for()
    page.context.clear_cookies()

    page.goto(live.url(demo, "/login?next=/account/"))
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url(live.url(demo, "/account/"))
    assert ada.email in page.content()


def test_without_a_passkey_the_page_says_so(live, page, demo):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(live.url(None, "/login/passkey"))
    page.get_by_role("button", name="Use your passkey").click()
    page.get_by_text("there is no passkey here").wait_for()
