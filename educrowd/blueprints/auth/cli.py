"""`flask user`: accounts from the command line."""

from __future__ import annotations

import json
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import create_engine, select, text

from educrowd.blueprints.tenant.commands import at
from educrowd.core.db import db
from educrowd.core.options import AS_JSON

from . import roles
from .keys.keeping import revoke_key
from .models import ApiKey, User

user_group = AppGroup("user", help="Accounts: create, list, grant.")
key_group = AppGroup("key", help="API keys: list, revoke.")
SITE = click.option("--site", help="The site's slug.")
ROLE = click.option("--role", type=click.Choice(roles.ROLES), default=roles.STUDENT, show_default=True)


@user_group.command("create", help="Make an account, with a role on a site if one is named.")
@click.argument("email")
@click.option("--name", default="")
@click.option("--username", default="")
@click.password_option()
@SITE
@ROLE
@AS_JSON
def create(email: str, name: str, username: str, password: str, site: str | None, role: str, as_json: bool) -> None:
    first_name, _, last_name = name.partition(" ")
    with at(site):
        user = User.register(
            email=email, password=password, username=username, first_name=first_name, last_name=last_name
        )
        if site:
            user.take(role)
        _show(user, as_json)


@user_group.command("list", help="List accounts; with --site its members.")
@SITE
@AS_JSON
def list_users(site: str | None, as_json: bool) -> None:
    with at(site):
        asked = User.members() if site else select(User)
        people = [_facts(user) for user in db.session.scalars(asked.order_by(User.id))]
    if as_json:
        click.echo(json.dumps(people, indent=2))
        return
    for person in people:
        click.echo(f"{person['id']:>6}  {person['email']:<36} {person['name']:<28} {', '.join(person['roles'])}")


@user_group.command("grant", help="Give an account a role on a site, or make it an operator of the platform.")
@click.argument("login")
@SITE
@ROLE
@click.option("--operator", is_flag=True, help="Of the platform; needs DATABASE_OPS_URL.")
@AS_JSON
def grant(login: str, site: str | None, role: str, operator: bool, as_json: bool) -> None:
    if bool(site) == operator:
        raise click.UsageError("Say --site or --operator.")
    with at(site):
        user = db.session.scalar(User.known_as(login))
        if user is None:
            raise click.ClickException(f"Nobody is known as {login}.")
        if site:
            user.take(role)
        else:
            make_operator(user.id)
        _show(user, as_json)


@key_group.command("list", help="List the good keys of a site.")
@click.argument("site")
@AS_JSON
def list_keys(site: str, as_json: bool) -> None:
    with at(site):
        keys = [_key_facts(key) for key in db.session.scalars(ApiKey.usable())]
    if as_json:
        click.echo(json.dumps(keys, indent=2))
        return
    for key in keys:
        click.echo(f"{key['id']:>6}  {key['person']:<36} {key['name']:<28} {', '.join(key['scopes'])}")


@key_group.command("revoke", help="End a key at once; its person gets a letter.")
@click.argument("site")
@click.argument("key_id", type=int)
def revoke(site: str, key_id: int) -> None:
    with at(site):
        key = db.session.scalar(ApiKey.usable().where(ApiKey.id == key_id))
        if key is None:
            raise click.ClickException(f"There is no good key {key_id} on {site}.")
        revoke_key(key)
        click.echo(f"{key.name} of {key.user.email} is worth nothing any more")


def _key_facts(key: ApiKey) -> dict[str, Any]:
    used = key.last_used_at.isoformat() if key.last_used_at else None
    return {"id": key.id, "person": key.user.email, "name": key.name, "scopes": key.scopes, "last_used_at": used}


def make_operator(user_id: int) -> None:
    # The web application's role may not write this table.
    with create_engine(current_app.config["DATABASE_OPS_URL"]).begin() as connection:
        connection.execute(
            text("INSERT INTO public.operators (user_id) VALUES (:id) ON CONFLICT DO NOTHING"),
            {"id": user_id},
        )


def _show(user: User, as_json: bool) -> None:
    facts = _facts(user)
    click.echo(json.dumps(facts) if as_json else f"{facts['email']} ({facts['id']}): {', '.join(facts['roles'])}")


def _facts(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "username": user.username,
        "name": user.name,
        "roles": sorted(user.roles),
    }
