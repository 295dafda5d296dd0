"""What is written about sites that come in: to whoever brought one, and to operators who are asked."""

from __future__ import annotations

from flask import current_app

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.tenant.models import SiteArrival
from educrowd.blueprints.tenant.models.tenant import origin_of
from educrowd.core import mail
from educrowd.core.db import db
from educrowd.core.mail import mailer

SUBJECTS = {
    "ready": "Choose another address for {site}",
    "done": "{site} is here",
    "failed": "{site} could not be brought in",
    "declined": "{site} is not brought in",
}


def ask_operators(arrival: SiteArrival) -> None:
    """Each of them gets a letter of their own."""
    for operator in db.session.scalars(User.operators()):
        send_arrival_question.later(arrival.id, operator.id)


@mailer
def send_arrival_letter(arrival_id: int) -> None:
    """What became of it."""
    arrival = db.session.get(SiteArrival, arrival_id)
    if arrival is None or arrival.state not in SUBJECTS:
        return
    subject = SUBJECTS[arrival.state].format(site=arrival.title)
    _deliver(arrival, arrival.asked_by_id, subject, "site_arrival")


@mailer
def send_arrival_question(arrival_id: int, operator_id: int) -> None:
    """A site waits for an operator's word."""
    arrival = db.session.get(SiteArrival, arrival_id)
    if arrival is not None and arrival.state == "asked":
        _deliver(arrival, operator_id, f"{arrival.title} would like to come in", "site_arrival_asked")


def _deliver(arrival: SiteArrival, person_id: int, subject: str, template: str) -> None:
    person, here = db.session.get_one(User, person_id), origin_of(current_app.config["BASE_DOMAIN"])
    place = "operator/arrivals" if arrival.by_operator or person_id != arrival.asked_by_id else "sites/arrivals"
    mail.deliver(
        to=person.email,
        subject=subject,
        template=f"admin/mail/{template}",
        sender=current_app.config["PLATFORM_NAME"],
        arrival=arrival,
        url=f"{here}/{place}/{arrival.uid}",
        site_url=arrival.site_origin,
    )
