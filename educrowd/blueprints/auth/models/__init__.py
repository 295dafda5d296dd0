"""People, what they may do where, and the ways in which they are signed in."""

from .api_key import ApiKey
from .data_export import DataExport
from .known_device import KnownDevice
from .link import SingleUseCode
from .membership import Membership
from .operator import Operator
from .passkey import Passkey, SpentChallenge
from .profile import Profile
from .recovery_code import RecoveryCode
from .session import RefreshToken, Session
from .user import User

__all__ = [
    "ApiKey",
    "DataExport",
    "KnownDevice",
    "Membership",
    "Operator",
    "Passkey",
    "Profile",
    "RecoveryCode",
    "RefreshToken",
    "Session",
    "SingleUseCode",
    "SpentChallenge",
    "User",
]
