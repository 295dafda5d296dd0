from .address import PledgeAddress
from .line import PledgeLine
from .pledge import Pledge, PledgeEvent
from .project import Project, ProjectClose, ProjectTotals
from .recovery import Recovery, RecoveryLetter
from .review import ProjectReview
from .reward import Reward
from .shipping import ShippingRate, ShippingZone
from .tax import TaxRate
from .variant import RewardVariant

__all__ = [
    "Pledge",
    "PledgeAddress",
    "PledgeEvent",
    "PledgeLine",
    "Project",
    "ProjectClose",
    "ProjectReview",
    "ProjectTotals",
    "Recovery",
    "RecoveryLetter",
    "Reward",
    "RewardVariant",
    "ShippingRate",
    "ShippingZone",
    "TaxRate",
]
