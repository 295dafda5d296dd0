"""A film in a real browser: played, left, gone on with, and done by being watched."""

from __future__ import annotations

from base64 import b64decode

import pytest
from sqlalchemy import select

from educrowd.blueprints.lms.models import Position
from educrowd.core.db import db
from tests.chromium import violations
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.lms.test_media import upload
from tests.up import eventually

from .test_learning import sign_in  # noqa: F401

# A film is made where it is played: a square that changes its color, for some seconds.
RECORD = """seconds => new Promise(done => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 160, height: 90});
  const brush = canvas.getContext("2d");
  let turn = 0;
  const painting = setInterval(() => {
    brush.fillStyle = `hsl(${(turn += 20)} 80% 50%)`;
    brush.fillRect(0, 0, 160, 90);
  }, 50);
  const parts = [], recorder = new MediaRecorder(canvas.captureStream(20), {mimeType: "video/webm"});
  recorder.ondataavailable = part => parts.push(part.data);
  recorder.onstop = async () => {
    clearInterval(painting);
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    done(btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join("")));
  };
  recorder.start();
  setTimeout(() => recorder.stop(), seconds * 1000);
})"""
# Plays from a second on, until another; ends where the film ends, and after half a minute in any case.
PLAY = """([from, until]) => new Promise(done => {
  const film = document.querySelector("video");
  Object.assign(film, {muted: true, currentTime: from, playbackRate: 4});
  setTimeout(() => done(-1), 30_000);
  const look = () => film.currentTime >= until && (film.pause(), done(film.currentTime));
  film.addEventListener("timeupdate", look);
  film.addEventListener("ended", () => done(film.currentTime));
  film.play();
})"""
PLACE = """() => new Promise(done => {
  const film = document.querySelector("video");
  setTimeout(() => done(-1), 30_000);
  const look = () => film.currentTime ? done(Math.round(film.currentTime)) : setTimeout(look, 100);
  look();
})"""


@pytest.fixture
def film(page) -> bytes:
    return b64decode(page.evaluate(RECORD, 13))


@pytest.fixture
def place(visit, stars, ada, ines, live, demo, film):  # noqa: F811
    """Where Ada, enrolled, watches it."""
    lesson = stars.add_lesson("The sky turns", kind="video")
    db.session.commit()
    assert upload(visit(demo).sign_in(ines), stars, lesson, "video", "sky.webm", film).status_code == 303
    db.session.expire_all()
    stars.publish()
    stars.enroll(ada)
    db.session.commit()
    return live.url(demo, f"/learn/{stars.slug}/{lesson.uid}")


def position() -> tuple[int, int]:
    db.session.rollback()
    kept = db.session.scalars(select(Position)).one()
    return kept.seconds, kept.watched_percent


def test_ada_leaves_a_film_goes_on_with_it_and_has_done_the_lesson_at_its_end(place, ada, sign_in):  # noqa: F811
    page = sign_in(ada)
    page.goto(place)
    assert violations(page) == []
    left_at = int(page.evaluate(PLAY, [0, 6]))
    assert left_at >= 6
    assert eventually(lambda: position()[0] == left_at, seconds=20)
    assert page.inner_text("#completion").strip() == "Mark done"

    page.reload()
    assert f"You were at 0:{left_at:02}" in page.inner_text("#film-left")
    assert page.evaluate(PLACE) == left_at
    assert page.evaluate(PLAY, [0, 99]) > 10
    page.wait_for_selector(".completion.done")
    assert page.inner_text("#film-left") == "Watched: this lesson is done."
    assert position()[1] >= 90
