"""The wall between tenants: the one setter, the criteria on every ORM statement, the checks on every session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import BigInteger, Connection, Engine, bindparam, event
from sqlalchemy.orm import ORMExecuteState, with_loader_criteria

from .current import ANONYMOUS, BoundTenant, bound, current
from .db import BoundSession, SchemaOwned, TenantOwned, bound_tenant_id, db
from .errors import NoTenant, TenantSwitch

# A PostgreSQL backend keeps about 67 kB for each schema it has touched, so connections retire.
TENANTS_PER_CONNECTION = 300

_find_tenant: Callable[[int], BoundTenant | None] = lambda tenant_id: None  # noqa: E731


def tenants_are_found_by(finder: Callable[[int], BoundTenant | None]) -> None:
    """The tenant module says how an id becomes a snapshot; core knows no module."""
    global _find_tenant
    _find_tenant = finder


def tenant_by_id(tenant_id: int) -> BoundTenant:
    """The snapshot of a tenant; NoTenant when it does not exist."""
    found = _find_tenant(tenant_id)
    if found is None:
        raise NoTenant(f"tenant {tenant_id} does not exist")
    return found


@contextmanager
def bind(tenant: BoundTenant | int | None, user: Any = ANONYMOUS) -> Iterator[None]:
    """Work for `tenant` (or nobody) in a session of its own; whoever commits does so inside."""
    if isinstance(tenant, int):
        tenant = tenant_by_id(tenant)
    with bound(tenant, user):
        try:
            yield
        finally:
            db.session.remove()


@contextmanager
def transaction(tenant: BoundTenant | int | None, user: Any = ANONYMOUS) -> Iterator[None]:
    """Like bind, and the edge as well: commits at the end, or rolls everything back."""
    with bind(tenant, user):
        yield
        db.session.commit()


def guard(app: Flask, engine: Engine) -> None:
    """Attach the wall to an engine; the time limits are read anew, as a worker raises them."""

    @event.listens_for(engine, "begin")
    def tell_postgresql_who_the_tenant_is(connection: Connection) -> None:
        tenant = current.tenant
        connection.info["tenant_id"] = tenant and tenant.id
        raw: Any = connection.connection.dbapi_connection
        with raw.cursor() as cursor:
            cursor.execute(_opening(tenant, app.config))

    @event.listens_for(engine, "before_cursor_execute")
    def refuse_a_switch(connection: Connection, *_: Any) -> None:
        if connection.info.get("tenant_id") != current.tenant_id:
            began = connection.info.get("tenant_id")
            raise TenantSwitch(f"transaction began for tenant {began}, now {current.tenant_id}")

    @event.listens_for(engine, "reset")
    def leave_nothing_behind(dbapi_connection: Any, record: Any, state: Any) -> None:
        if state.terminate_only:
            return
        dbapi_connection.rollback()
        dbapi_connection.autocommit = True
        with dbapi_connection.cursor() as cursor:
            cursor.execute("DISCARD ALL")
        dbapi_connection.autocommit = False

    @event.listens_for(engine, "checkin")
    def retire_the_well_travelled(dbapi_connection: Any, record: Any) -> None:
        seen = record.info.setdefault("tenants", set())
        seen.add(record.info.get("tenant_id"))
        if len(seen) > TENANTS_PER_CONNECTION:
            record.invalidate(soft=True)


def _opening(tenant: BoundTenant | None, limits: Mapping[str, Any]) -> str:
    """Literal SET LOCAL, one round trip: the ids are integers of ours, and poolers and Citus pass it on."""
    tenant_id, path = (tenant.id, f"{tenant.schema}, ext") if tenant else ("", "ext")
    return (
        f"SET LOCAL app.tenant_id = '{tenant_id}'; SET LOCAL search_path = {path}, pg_catalog; "
        f"SET LOCAL statement_timeout = {int(limits['STATEMENT_TIMEOUT_MS'])}; "
        f"SET LOCAL lock_timeout = {int(limits['LOCK_TIMEOUT_MS'])}; "
        f"SET LOCAL idle_in_transaction_session_timeout = {int(limits['IDLE_TIMEOUT_MS'])}"
    )


# One prebuilt option: its SQL and cache key never change, only the value is looked up at execution.
_tenant_id = bindparam("current_tenant_id", callable_=bound_tenant_id, type_=BigInteger())
_only_this_tenant = with_loader_criteria(
    TenantOwned, lambda cls: cls.tenant_id == _tenant_id, include_aliases=True, propagate_to_loaders=False
)


@event.listens_for(BoundSession, "do_orm_execute")
def add_criteria(state: ORMExecuteState) -> None:
    _refuse_foreign_session(state.session)
    if state.is_column_load or not (state.is_select or state.is_update or state.is_delete):
        return
    if current.tenant_id is None and _asks_for_a_tenants_rows(state):
        raise NoTenant("a tenant-owned table was queried while no tenant is bound")
    state.statement = state.statement.options(_only_this_tenant)  # pyright: ignore


@event.listens_for(BoundSession, "before_flush")
def refuse_foreign_rows(session: Any, *_: Any) -> None:
    _refuse_foreign_session(session)
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, TenantOwned) and row.tenant_id not in (None, bound_tenant_id()):
            raise TenantSwitch(f"{type(row).__name__} belongs to tenant {row.tenant_id}")
        if isinstance(row, SchemaOwned):
            bound_tenant_id()


def _refuse_foreign_session(session: Any) -> None:
    if session.info["tenant_id"] != current.tenant_id:
        began = session.info["tenant_id"]
        raise TenantSwitch(f"session began for tenant {began}, now {current.tenant_id}")


def _asks_for_a_tenants_rows(state: ORMExecuteState) -> bool:
    return any(issubclass(mapper.class_, TenantOwned | SchemaOwned) for mapper in state.all_mappers)
