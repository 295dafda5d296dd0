"""A tool elsewhere in a real browser: started from a lesson, told who comes, and heard when it grades."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
import pytest
import requests

from educrowd.blueprints.lms.lti.launching import AGS, SCORE
from educrowd.blueprints.lms.models import LtiTool
from educrowd.core.db import db
from tests.chromium import violations
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.lms.test_lti import ASSERTED, KEY, PEM

from .test_learning import sign_in  # noqa: F401

PHONE = {"width": 390, "height": 844}


class Planetarium:
    """A whole tool: it logs in, reads the word with the site's keys, and sends a grade back."""

    def __enter__(self) -> Planetarium:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.server.shutdown()
        self.server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def begin(self, asked: dict[str, str]) -> str:
        """Where the browser goes to be recognized."""
        wanted = {"scope": "openid", "response_type": "id_token", "response_mode": "form_post", "prompt": "none"}
        wanted |= {name: asked[name] for name in ("login_hint", "lti_message_hint", "client_id")}
        wanted |= {"redirect_uri": f"{self.url}/launch", "nonce": "once", "state": "here"}
        return f"{asked['iss']}/lti/authorization?{urlencode(wanted)}"

    def welcome(self, sent: dict[str, str]) -> str:
        token = sent["id_token"]
        claimed = jwt.decode(token, options={"verify_signature": False})
        keys = self._ask("get", f"{claimed['iss']}/lti/keys")["keys"]
        key = next(key for key in keys if key["kid"] == jwt.get_unverified_header(token)["kid"])
        said = jwt.decode(token, jwt.PyJWK(key).key, algorithms=["RS256"], audience=claimed["aud"])
        assert said["nonce"] == "once" and sent["state"] == "here"
        self._grade(said)
        return f"Welcome, {said['name']}."

    def _grade(self, said: dict[str, Any]) -> None:
        address, now = f"{said['iss']}/lti/services/token", int(time.time())
        claims = {"iss": said["aud"], "sub": said["aud"], "aud": address, "iat": now, "exp": now + 60, "jti": str(now)}
        proof = jwt.encode(claims, KEY, algorithm="RS256")
        sent = {"grant_type": "client_credentials", "client_assertion_type": ASSERTED, "client_assertion": proof}
        token = self._ask("post", address, data=sent | {"scope": SCORE})["access_token"]
        score = {"userId": said["sub"], "scoreGiven": 7, "scoreMaximum": 10, "timestamp": "2026-03-01T10:00:00Z"}
        score |= {"activityProgress": "Completed", "gradingProgress": "FullyGraded"}
        line = said[f"{AGS}/claim/endpoint"]["lineitem"]
        self._ask("post", f"{line}/scores", data=json.dumps(score), headers={"Authorization": f"Bearer {token}"})

    def _ask(self, method: str, url: str, *, headers: dict[str, str] | None = None, **more: Any) -> Any:
        """The site's host is known to browsers alone; a program names it beside this machine's address."""
        parts = urlsplit(url)
        here = f"http://127.0.0.1:{parts.port}{parts.path}"
        answer = requests.request(method, here, headers={"Host": parts.netloc, **(headers or {})}, timeout=20, **more)
        assert answer.ok, answer.text
        return answer.json() if answer.content else None


def _handler(tool: Planetarium) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(302)
            self.send_header("Location", tool.begin(dict(parse_qsl(urlsplit(self.path).query))))
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            words = tool.welcome({name: values[0] for name, values in parse_qs(body).items()})
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f'<!doctype html><link rel="icon" href="data:,"><h1>{words}</h1>'.encode())

        def log_message(self, format: str, *_: Any) -> None:
            pass

    return Handler


@pytest.fixture
def planetarium() -> Iterator[Planetarium]:
    with Planetarium() as tool:
        yield tool


def test_ada_starts_a_tool_and_finds_her_grade(planetarium, stars, ada, owner, live, demo, sign_in):  # noqa: F811
    urls = {"login_url": f"{planetarium.url}/login", "launch_url": f"{planetarium.url}/launch"}
    tool = LtiTool.add(by=owner, title="Planetarium", public_key=PEM, shares_name=True, **urls)
    lesson = stars.add_lesson("The sky tonight", kind="lti", settings={"tool": tool.uid})
    stars.publish()
    stars.enroll(ada)
    ada.is_verified = True
    db.session.commit()

    page = sign_in(ada)
    page.set_viewport_size(PHONE)
    page.goto(live.url(demo, f"/learn/{stars.slug}/{lesson.uid}"))
    assert violations(page) == []
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open Planetarium").click()
    there = opened.value
    there.get_by_role("heading", name=f"Welcome, {ada.name}.").wait_for()
    assert there.url == f"{planetarium.url}/launch"

    page.reload()
    page.get_by_text("Planetarium gave you 7 of 10 points.").wait_for()
    assert "1 of 4 required lessons done" in page.text_content("#progress")
