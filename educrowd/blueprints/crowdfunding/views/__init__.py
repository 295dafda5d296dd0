from . import backers, ledger, pledges, projects, rewards, studio
from .blueprint import bp

__all__ = ["backers", "bp", "ledger", "pledges", "projects", "rewards", "studio"]
