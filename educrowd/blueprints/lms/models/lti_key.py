"""The key that a site signs launches with; tools read its public half."""

from __future__ import annotations

from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt.algorithms import RSAAlgorithm
from sqlalchemy import UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from educrowd.core.db import Model, TenantOwned, Timestamps, bound_tenant_id, db
from educrowd.core.encryption import EncryptedText

from .uid import new_uid


class LtiKey(TenantOwned, Timestamps, Model):
    """One RSA key for a site, the private half encrypted; LTI knows no other kind of signature."""

    __tablename__ = "lti_keys"
    __constraints__ = (UniqueConstraint("tenant_id"), UniqueConstraint("tenant_id", "name"))

    name: Mapped[str]
    private: Mapped[str] = mapped_column(EncryptedText)

    @classmethod
    def mine(cls) -> Self:
        """The site's key, made when it is first needed; two that make it at once end with the same."""
        known = db.session.scalar(select(cls))
        if known is None:
            row = {"tenant_id": bound_tenant_id(), "name": new_uid(), "private": _fresh()}
            db.session.execute(insert(cls).values(row).on_conflict_do_nothing())
            known = db.session.scalars(select(cls)).one()
        return known

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half as a JSON Web Key."""
        public = self.signer.public_key()
        return {**RSAAlgorithm.to_jwk(public, as_dict=True), "kid": self.name, "alg": "RS256", "use": "sig"}

    @property
    def signer(self) -> rsa.RSAPrivateKey:
        key = load_pem_private_key(self.private.encode(), password=None)
        assert isinstance(key, rsa.RSAPrivateKey)
        return key


def _fresh() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
