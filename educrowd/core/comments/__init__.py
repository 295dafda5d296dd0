"""What people write below something: their words, the judgement of them, and what moderators do.

Each module keeps its comments in a table of its own; what they share stands here.
"""

from .blocklist import blocked_words
from .moderated import PAST, STATUSES, VERBS, Moderated, Report
from .plain import as_html
from .reporting import note_report
from .spam import Verdict, judge

__all__ = [
    "PAST",
    "STATUSES",
    "VERBS",
    "Moderated",
    "Report",
    "Verdict",
    "as_html",
    "blocked_words",
    "judge",
    "note_report",
]
