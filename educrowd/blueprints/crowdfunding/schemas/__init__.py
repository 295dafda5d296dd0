from .composition import COUNTRY, CompositionIn, QuoteOut
from .ledger import LedgerOut
from .pledges import PledgeChange, PledgeIn, PledgeOut, PledgeQuery
from .projects import ProjectIn, ProjectOut, ProjectQuery
from .rewards import RewardIn, RewardOut, RewardQuery, VariantOut
from .telling import QuestionIn, QuestionOut, SourceOut, StretchGoalIn, StretchGoalOut
from .updates import UpdateIn, UpdateOut

__all__ = [
    "COUNTRY",
    "CompositionIn",
    "LedgerOut",
    "PledgeChange",
    "PledgeIn",
    "PledgeOut",
    "PledgeQuery",
    "ProjectIn",
    "ProjectOut",
    "ProjectQuery",
    "QuestionIn",
    "QuestionOut",
    "QuoteOut",
    "RewardIn",
    "RewardOut",
    "RewardQuery",
    "SourceOut",
    "StretchGoalIn",
    "StretchGoalOut",
    "UpdateIn",
    "UpdateOut",
    "VariantOut",
]
