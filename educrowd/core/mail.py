"""Mail leaves in jobs: `@mailer` makes one, `deliver` renders and hands it over, once per job."""

from __future__ import annotations

import hashlib
import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from email.utils import formataddr, formatdate, parseaddr
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

from .current import current
from .jobs import Job, job, running_entry_id
from .metering import note_mail


def mailer(function: Callable[..., Any]) -> Job[..., Any]:
    """A job that sends mail: `send_receipt.later(pledge.id)`."""
    return job(function, queue="mail")


# Settings of a site: the name that its letters are from, and where answers go.
SENDER, REPLY_TO = "mail_sender", "mail_reply_to"


class Bounced(Exception):
    """The recipient's server will not take letters for this address, now or later."""


def deliver(
    *,
    to: str,
    subject: str,
    template: str,
    message_key: str = "",
    sender: str = "",
    return_path: str = "",
    extra_headers: dict[str, str] | None = None,
    **context: Any,
) -> str:
    """Render `templates/<template>.html`, add its text form and hand it over; answers the Message-ID.

    The Message-ID comes from `message_key` or the outbox entry, so a repeated run sends the same message, not a
    second one. The site is the sender unless `sender` names another; what comes back does so to `return_path`.
    Bounced, when the address is refused for good.
    """
    html = compose(template, subject=subject, sender=sender, **context)
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = _sender(sender)
    message["To"] = " ".join(to.split())
    message["Date"] = formatdate()
    message["Message-ID"] = _message_id(message_key or f"{running_entry_id()}", to, template)
    message["Auto-Submitted"] = "auto-generated"
    for name, value in (_answers_go_to() | (extra_headers or {})).items():
        message[name] = value
    message.set_content(as_text(html))
    message.add_alternative(html, subtype="html")
    _transport(current_app.config["MAIL_URL"])(message, return_path)
    note_mail()
    return str(message["Message-ID"])


def deliver_if_taken(*, template: str, **letter: Any) -> None:
    """Deliver it; an address that takes no letters for good is only noted."""
    try:
        deliver(template=template, **letter)
    except Bounced:
        current_app.logger.info("an address takes no letters: %s", template)


def compose(template: str, **context: Any) -> str:
    """A letter's HTML as it will be read."""
    return _inline_styles(render_template(f"{template}.html", **context))


def base_domain() -> str:
    return current_app.config["BASE_DOMAIN"]


def is_mailbox() -> bool:
    """Whether letters land in a folder here: handed over is delivered then."""
    return current_app.config["MAIL_URL"].startswith("folder:")


def _inline_styles(html: str) -> str:
    import css_inline  # slow to import, and only workers mail

    return css_inline.inline(html, load_remote_stylesheets=False)


def _sender(chosen: str) -> str:
    name, address = parseaddr(current_app.config["MAIL_FROM"])
    site = current.tenant
    shown = chosen or (site.settings.get(SENDER) or site.name if site else name)
    if site and site.host in current_app.config["MAIL_OWN_DOMAINS"]:
        address = f"{address.partition('@')[0]}@{site.host}"
    return formataddr((" ".join(shown.split()), address))


def _answers_go_to() -> dict[str, str]:
    reply_to = current.tenant.settings.get(REPLY_TO) if current.tenant else ""
    return {"Reply-To": reply_to} if reply_to else {}


def _message_id(key: str, to: str, template: str) -> str:
    """Its second half names the site, so that a report about the letter finds the way back."""
    domain = base_domain()
    host = f"{current.tenant.slug}.{domain}" if current.tenant else domain
    seed = f"{host}|{key}|{to}|{template}"
    return f"<{hashlib.sha256(seed.encode()).hexdigest()[:32]}@{host}>"


def _transport(url: str) -> Callable[[EmailMessage, str], None]:
    parts = urlsplit(url)
    if parts.scheme == "folder":
        return lambda message, return_path: _into_folder(message, return_path, Path(unquote(parts.path)))
    return lambda message, return_path: _by_smtp(message, return_path, url)


def _into_folder(message: EmailMessage, return_path: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if return_path:  # as the server of a mailbox writes it down
        message["Return-Path"] = f"<{return_path}>"
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    partial = folder / f".{name}"
    partial.write_bytes(message.as_bytes())
    partial.rename(folder / f"{name}.eml")


def _by_smtp(message: EmailMessage, return_path: str, url: str) -> None:
    parts = urlsplit(url)
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname or "localhost", parts.port or 0, timeout=20) as server:
        if parts.scheme == "smtp+starttls":
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        _send(server, message, return_path)


def _send(server: smtplib.SMTP, message: EmailMessage, return_path: str = "") -> None:
    """Hand it over; a refusal of the address for good is a bounce, any other one may pass with time."""
    try:
        server.send_message(message, from_addr=return_path or parseaddr(str(message["From"]))[1])
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        if code >= 500:
            raise Bounced(f"{code} {words.decode(errors='replace')}") from refused
        raise


class _TextOf(HTMLParser):
    """Collects what a person would read: blocks on lines of their own, links with their address."""

    BLOCKS = frozenset({"p", "h1", "h2", "h3", "li", "tr", "table", "div", "ul", "ol", "blockquote"})
    HIDDEN = frozenset({"style", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0
        self.href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in self.HIDDEN
        if tag in self.BLOCKS or tag == "br":
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("- ")
        if tag in ("td", "th"):
            self.parts.append("  ")
        if tag == "a":
            self.href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.parts.append("\n")
        if tag == "a" and self.href:
            self.parts.append(f" ({self.href})")
            self.href = ""

    def handle_data(self, data: str) -> None:
        if not self.hidden and data.strip():
            leading, trailing = data[:1].isspace(), data[-1:].isspace()
            self.parts.append(" " * leading + " ".join(data.split()) + " " * trailing)


def as_text(html: str) -> str:
    """The plain-text form of a mail's HTML."""
    reader = _TextOf()
    reader.feed(html)
    lines = [line.strip() for line in "".join(reader.parts).splitlines()]
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return "\n".join(kept).strip() + "\n"
