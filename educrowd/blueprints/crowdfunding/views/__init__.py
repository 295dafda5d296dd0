"""Pages: what visitors and backers see, and the studio's project builder."""

from . import pledges, projects, recovery, studio
from .blueprint import bp

__all__ = ["bp", "pledges", "projects", "recovery", "studio"]
