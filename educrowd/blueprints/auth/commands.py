"""What commands of other modules ask about people."""

import click

from educrowd.core.db import db

from .models import User


def member(email: str) -> User:
    """Whoever has this address on the bound site."""
    person = db.session.scalar(User.members().where(User.email == email.lower()))
    if person is None:
        raise click.ClickException(f"Nobody on this site has the address {email}.")
    return person
