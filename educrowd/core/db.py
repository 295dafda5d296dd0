"""Tables and sessions: the bases that models stand on, and one commit at the edge."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, Self, TypeVar

from flask.globals import app_ctx
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    MetaData,
    Text,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedColumn,
    declared_attr,
    mapped_column,
    relationship,
)

from .current import current
from .errors import NoTenant
from .sessions import BoundSession

NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
}


T = TypeVar("T")


def utcnow() -> datetime:
    return datetime.now(UTC)


class Model(DeclarativeBase):
    """A table in the shared `public` schema."""

    metadata = MetaData(schema="public", naming_convention=NAMES)
    type_annotation_map = {
        int: BigInteger,
        str: Text,
        date: Date,
        datetime: DateTime(timezone=True),
        dict: JSONB,
        dict[str, Any]: JSONB,
        list[str]: JSONB,
    }


class Timestamps:
    """When a row was made and last changed, UTC."""

    created_at: Mapped[datetime] = mapped_column(default=utcnow, server_default=func.now(), sort_order=900)
    updated_at: Mapped[datetime] = mapped_column(
        default=utcnow, onupdate=utcnow, server_default=func.now(), sort_order=901
    )


def bound_tenant_id() -> int:
    """The current tenant's id; raises NoTenant rather than guess one."""
    tenant_id = current.tenant_id
    if tenant_id is None:
        raise NoTenant("a tenant-owned row was touched while no tenant is bound")
    return tenant_id


class TenantOwned:
    """A row of one tenant: `tenant_id` leads every key, and nobody ever passes it."""

    __constraints__: tuple[Any, ...] = ()

    @declared_attr
    def tenant_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("tenants.id"), primary_key=True, default=bound_tenant_id, sort_order=-2)

    # Said aloud, as the key has two columns: then many rows are inserted with one statement.
    id: Mapped[int] = mapped_column(Identity(), primary_key=True, autoincrement=True, sort_order=-1)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:
        return (*cls.__constraints__, *_references_of(cls))

    @classmethod
    def locked(cls, id: int, *, share: bool = False) -> Self:
        """The row as it is now, held until this transaction ends; `share` holds it from those alone who write it."""
        mine = select(cls).where(cls.id == id).with_for_update(read=share)
        return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def refers(table: str, *, ondelete: str | None = None, index: bool = True, **options: Any) -> MappedColumn[Any]:
    """A column that points at a row of the same tenant in `table`: the foreign key carries tenant_id.

    An index that leads with tenant_id comes along unless `index` is False.
    """
    info = {"refers": table, "ondelete": ondelete, "indexed": index}
    return mapped_column(BigInteger, info=info, **options)


def _references_of(cls: Any) -> list[Any]:
    found: list[Any] = []
    for name, attribute in vars(cls).items():
        info = attribute.column.info if isinstance(attribute, MappedColumn) else {}
        if "refers" not in info:
            continue
        target = info["refers"]
        found.append(
            ForeignKeyConstraint(
                ["tenant_id", name], [f"{target}.tenant_id", f"{target}.id"], ondelete=info["ondelete"]
            )
        )
        if info["indexed"]:
            found.append(Index(None, "tenant_id", name))
    return found


def joined(child_column: str, parent: str, **options: Any) -> Any:
    """The relationship over a `refers` column, written the same on both sides.

    `joined("Lesson.section_id", "Section", back_populates=…)` on Lesson and on Section.
    Only the local id is marked foreign, so composite keys that share tenant_id don't overlap.
    """
    child = child_column.partition(".")[0]
    join = f"and_({child}.tenant_id == {parent}.tenant_id, foreign({child_column}) == {parent}.id)"
    return relationship(primaryjoin=join, **options)


class SchemaOwned(Model):
    """A table that every tenant has in a schema of its own; named without a schema, found by search path."""

    __abstract__ = True
    metadata = MetaData(naming_convention=NAMES)


def _scope() -> tuple[int, int]:
    return id(app_ctx._get_current_object()), current.binding.serial  # pyright: ignore


db = SQLAlchemy(
    metadata=Model.metadata,
    disable_autonaming=True,
    session_options={"class_": BoundSession, "scopefunc": _scope},
    engine_options={"pool_reset_on_return": None, "pool_pre_ping": True},
)


def ask_once(question: Callable[..., T], *about: Any) -> T:
    """What `question` answers, asked once in this transaction: for what thousands of its steps want to know."""
    asked = db.session().info["asked"]
    if (question, about) not in asked:
        asked[question, about] = question(*about)
    return asked[question, about]


def before_commit(effect: Callable[..., None], *about: Any) -> None:
    """Run `effect` as the last of this transaction: once, however many of its steps asked for it."""
    db.session().info["before_commit"][effect, about] = None


def after_commit(effect: Callable[[], None]) -> None:
    """Run `effect` once this transaction has been committed; a rollback forgets it."""
    db.session().info["after_commit"].append(effect)


def after_rollback(effect: Callable[[], None]) -> None:
    """Run `effect` should this transaction be taken back, for what the database cannot undo itself."""
    db.session().info["after_rollback"].append(effect)
