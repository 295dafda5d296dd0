"""What the application has written to people: a folder of letters, each read once however often tests look."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from educrowd.application import EduCrowd


class Head(NamedTuple):
    """By what letters are looked for; the module parses a header anew each time it is asked for one."""

    to: str
    subject: str
    message_id: str


def written_letters(app: EduCrowd, *, to: str = "", about: str = "", from_site: str = "") -> list[EmailMessage]:
    """Those to an address, with these words in their subject, of the site with this slug; oldest first."""
    written = sorted((path.stat().st_mtime_ns, path) for path in folder_of(app).glob("*.eml"))
    return [
        _letter(path, moment)
        for moment, path in written
        if (not to or _head(path, moment).to == to)
        and about in _head(path, moment).subject
        and (not from_site or f"@{from_site}." in _head(path, moment).message_id)
    ]


def forget_letters(app: EduCrowd) -> None:
    """Those of a test that has ended, so that the next one finds its own without looking through thousands."""
    for path in folder_of(app).glob("*.eml"):
        path.unlink(missing_ok=True)


def folder_of(app: EduCrowd) -> Path:
    return Path(urlsplit(app.config["MAIL_URL"]).path)


@cache
def _head(path: Path, moment: int) -> Head:  # the moment, as a letter sent again lies where it lay
    with path.open("rb") as file:
        head = BytesHeaderParser(policy=policy.default).parse(file)
    return Head(str(head["To"]), str(head["Subject"]), str(head["Message-ID"]))


@cache
def _letter(path: Path, moment: int) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)  # pyright: ignore[reportReturnType]
