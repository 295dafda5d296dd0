from .pledge import Pledge, PledgeEvent
from .project import Project, ProjectClose, ProjectTotals
from .reward import Reward

__all__ = ["Pledge", "PledgeEvent", "Project", "ProjectClose", "ProjectTotals", "Reward"]
