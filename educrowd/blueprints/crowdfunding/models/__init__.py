from .pledge import Pledge, PledgeEvent
from .project import Project, ProjectClose, ProjectTotals
from .recovery import Recovery, RecoveryLetter
from .review import ProjectReview
from .reward import Reward

__all__ = [
    "Pledge",
    "PledgeEvent",
    "Project",
    "ProjectClose",
    "ProjectReview",
    "ProjectTotals",
    "Recovery",
    "RecoveryLetter",
    "Reward",
]
