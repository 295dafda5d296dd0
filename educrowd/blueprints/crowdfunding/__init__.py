"""Projects that people back: pledges, rewards, closing, collecting."""

from __future__ import annotations

from flask import Flask

from educrowd.core import payments, schedule


def init_app(app: Flask) -> None:
    # They fill the shared pages' slots, hear signals and let webhooks tell of them.
    from . import (  # noqa: F401
        backing,
        checks,
        demo,
        listeners,
        offers,
        personal_data,
        picture_texts,
        readers,
        site_search,
        specimens,
        todos,
        webhooks,
    )
    from .api import crowdfunding
    from .collecting.closing import close_due_projects
    from .collecting.collecting import pledges_settled
    from .collecting.looking_after import look_after_surveys
    from .collecting.recovering import ask_backer, give_up
    from .comments.commenting import forget_deleted_comments
    from .fees import checks as fee_checks  # noqa: F401
    from .fees.invoicing import issue_fee_invoices
    from .matching.matching import sponsor_card_saved
    from .memberships import checks as membership_checks  # noqa: F401
    from .memberships.renewing import renew_due_memberships
    from .models.match import PURPOSE as MATCH_PURPOSE
    from .models.pledge import PURPOSE
    from .pledging.cards import card_saved
    from .pledging.expiring import expire_drafts
    from .refunds.asking_back import remind_of_requests
    from .refunds.disputing import remind_of_disputes
    from .refunds.returned import pledge_disputed, pledge_refunded
    from .views import bp
    from .waitlists.waiting import end_lapsed_places

    payments.init_app(app)
    payments.purpose(
        PURPOSE,
        card_saved=card_saved,
        settled=pledges_settled,
        refunded=pledge_refunded,
        disputed=pledge_disputed,
        needs_person=ask_backer,
        too_late=give_up.later,
    )
    payments.purpose(MATCH_PURPOSE, card_saved=sponsor_card_saved)
    app.register_blueprint(bp)
    app.register_blueprint(crowdfunding)
    schedule.every(remind_of_disputes, hours=6, tenants="app.tenants_with_money")
    schedule.every(remind_of_requests, hours=6, tenants="app.tenants_with_money")
    schedule.every(issue_fee_invoices, hours=6, tenants="app.tenants_with_fees_to_invoice")
    schedule.every(close_due_projects, seconds=5)
    schedule.every(renew_due_memberships, minutes=5)
    schedule.every(forget_deleted_comments, hours=24, per_tenant=True)
    schedule.every(expire_drafts, minutes=1, tenants="app.tenants_with_stale_drafts")
    schedule.every(end_lapsed_places, minutes=1, tenants="app.tenants_with_lapsed_places")
    schedule.every(look_after_surveys, minutes=10, tenants="app.tenants_with_surveys")
