"""The keys that a site signs its certificates with: one in use, those before it to be verified with."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from sqlalchemy import Index, Select, UniqueConstraint, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.audit import audit
from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db, utcnow
from educrowd.core.encryption import EncryptedText

from .uid import new_uid


class SigningKey(TenantOwned, Timestamps, Model):
    """An Ed25519 key; the private half is encrypted, and destroyed when the key retires."""

    __tablename__ = "signing_keys"
    __constraints__ = (
        UniqueConstraint("tenant_id", "name"),
        Index("uq_signing_keys_current", "tenant_id", unique=True, postgresql_where=text("retired_at IS NULL")),
    )

    name: Mapped[str]
    public: Mapped[str]
    private: Mapped[str | None] = mapped_column(EncryptedText, deferred=True)
    retired_at: Mapped[datetime | None]

    @classmethod
    def all_of_them(cls) -> Select[Self]:
        """Newest first; retired ones are still needed to verify."""
        return select(cls).order_by(cls.id.desc())

    @classmethod
    def newest(cls) -> Self:
        """The one in use, made where there is none yet."""
        return cls._in_use() or cls._make()

    @classmethod
    def rotate(cls) -> Self:
        """Retire the one in use and make another; what was signed can still be verified."""
        retired = cls._in_use(for_update=True)
        if retired:
            retired.retired_at, retired.private = utcnow(), None
            db.session.flush()
        fresh = cls._make()
        audit("certificate.key_rotated", name=fresh.name, retired=retired.name if retired else None)
        return fresh

    @property
    def jwk(self) -> dict[str, str]:
        """The public half as a JSON Web Key."""
        return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": self.name, "x": self.public}

    @property
    def signer(self) -> Ed25519PrivateKey:
        assert self.private, "a retired key signs nothing"
        return Ed25519PrivateKey.from_private_bytes(_bytes_of(self.private))

    @property
    def verifier(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(_bytes_of(self.public))

    @classmethod
    def _in_use(cls, *, for_update: bool = False) -> Self | None:
        wanted = select(cls).where(cls.retired_at.is_(None))
        return db.session.scalar(wanted.with_for_update() if for_update else wanted)

    @classmethod
    def _make(cls) -> Self:
        """Two that make the first one at once end with the same."""
        key = Ed25519PrivateKey.generate()
        row = {
            "tenant_id": bound_tenant_id(),
            "name": new_uid(),
            "public": _text_of(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)),
            "private": _text_of(key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())),
        }
        db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
        made = cls._in_use()
        assert made
        return made


def _text_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _bytes_of(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
