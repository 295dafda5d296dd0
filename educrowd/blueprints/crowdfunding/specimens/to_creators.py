"""Made-up letters to those who run projects, and to a site's staff."""

from __future__ import annotations

from educrowd.core import specimens

from .made import contents

specimens.offer(
    "crowdfunding",
    "Creators",
    contents,
    {
        "launched": ("A project is live", {}),
        "launched.monthly": ("A membership is live", {"project.is_monthly": True}),
        "launch_missed": ("A launch did not happen", {"words": "It has no deadline."}),
        "verdict": ("A project was approved", {}),
        "verdict.returned": ("A project was sent back", {"review.verdict": "returned"}),
        "suspended": ("A project is suspended", {}),
        "resumed": ("A project is live again", {}),
        "resumed.monthly": ("A membership is live again", {"project.is_monthly": True}),
        "outcome.monthly": ("A membership was stopped", {"project.is_monthly": True}),
        "outcome": ("A project reached its goal", {}),
        "outcome.missed": ("A project has ended", {"project.close_record.outcome": "failed"}),
        "called_off": ("Everybody has their money back", {}),
        "match_answer": ("A sponsor agreed", {}),
        "match_answer.declined": ("A sponsor declined", {"match.state": "withdrawn"}),
        "new_comments": ("People write below a project", {}),
        "messages_to_team": ("A backer wrote", {}),
        "team_invitation": ("An invitation to the team", {}),
        "payout": ("A payout arrived", {}),
        "payout.returned": (
            "A payout came back",
            {"payout.state": "failed", "payout.failure_message": "The account was closed."},
        ),
    },
)
specimens.offer(
    "crowdfunding",
    "Staff",
    contents,
    {
        "review_wanted": ("A project asks to go live", {}),
        "request_to_staff": ("A backer asks for a refund", {}),
        "refund_failed": ("A refund failed", {}),
        "dispute_opened": ("A payment is disputed", {}),
        "dispute_due": ("A dispute waits for an answer", {}),
        "evidence_refused": ("Evidence was not taken", {}),
        "dispute_closed": ("A dispute was won", {}),
        "dispute_closed.lost": ("A dispute was lost", {"dispute.state": "lost"}),
        "dispute_closed.withdrawn": ("A dispute was closed", {"dispute.state": "warning_closed"}),
        "comment_reported": ("A comment was reported", {}),
        "conversation_reported": ("A conversation was reported", {}),
        "fee_invoice": ("The month's invoice for fees", {}),
        "fee_invoice.credit": (
            "A credit note",
            {"invoice.kind": "credit_note", "invoice.title": "Credit note 2026-0043"},
        ),
    },
)
