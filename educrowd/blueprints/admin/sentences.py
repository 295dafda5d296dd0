"""Entries of the audit log in words."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

from educrowd.core.audit import AuditEntry
from educrowd.core.formatting import money


class Kind(NamedTuple):
    """What acts are about: a name for the filter, and a picture."""

    name: str
    icon: str


KINDS = {
    "site": Kind("The site", "home"),
    "member": Kind("People", "people"),
    "course": Kind("Courses", "book"),
    "enrollment": Kind("Enrollments", "check"),
    "discussion": Kind("Discussions", "message"),
    "review": Kind("Reviews", "star"),
    "certificate": Kind("Certificates", "star"),
    "project": Kind("Projects", "rocket"),
    "pledge": Kind("Pledges", "heart"),
    "comment": Kind("Comments", "message"),
    "conversation": Kind("Conversations", "mail"),
    "plan": Kind("The plan", "card"),
    "fee_invoice": Kind("Invoices", "receipt"),
    "delivery": Kind("Deliveries", "gift"),
    "milestone": Kind("Milestones", "flag"),
    "refund": Kind("Refunds", "back"),
    "refund_request": Kind("Refund requests", "receipt"),
    "dispute": Kind("Disputes", "alert"),
    "match": Kind("Sponsors", "gift"),
    "payout": Kind("Payouts", "wallet"),
    "bundle": Kind("Bundles", "tag"),
    "coupon": Kind("Coupons", "tag"),
    "subscription_plan": Kind("Subscription plans", "card"),
    "subscription": Kind("Subscriptions", "card"),
    "post": Kind("Posts", "edit"),
    "page": Kind("Pages", "edit"),
    "newsletter": Kind("Newsletter", "mail"),
    "redirect": Kind("Redirects", "arrow"),
    "api_key": Kind("API keys", "key"),
    "webhook": Kind("Webhooks", "link"),
    "domain": Kind("Domains", "link"),
    "job": Kind("Jobs", "settings"),
}

PHRASES = {
    "site.created": "opened the site",
    "site.changed": "changed the site’s {fields}",
    "site.front_page_published": "published the front page, with {blocks} blocks",
    "site.front_page_reset": "let the front page arrange itself again",
    "site.suspended": "closed the site: {reason}",
    "site.resumed": "opened the site again",
    "domain.claimed": "named {host} as a domain of the site",
    "domain.verified": "proved the domain {host}",
    "domain.primary": "made {host} the main address",
    "domain.changed": "changed how certificates are fetched for {host}",
    "domain.released": "gave up {host}",
    "domain.lapsed": "ended {host}: its record is gone",
    "plan.set": "put the site on the plan {plan}",
    "plan.settled": "noted that the plan {plan} is {state}",
    "plan.change": "asked for the plan {plan}",
    "plan.kept": "gave up the change to the plan {plan}",
    "plan.cancel": "asked for the end of the plan",
    "plan.resume": "asked for the plan to go on",
    "plan.ended": "ended the plan {plan}",
    "plan.unpaid": "made the site read-only: its plan is not paid",
    "fee_invoice.issued": "issued {number}",
    "member.added": "made {name} {role}",
    "member.changed": "changed {name} from {before} to {role}",
    "member.removed": "ended {name}’s time as {role}",
    "enrollment.created": "enrolled someone in “{name}”",
    "schedule.changed": "changed when lessons of “{name}” open or are due",
    "extension.granted": "granted an exception for “{lesson}” in “{name}”",
    "extension.withdrawn": "took back an exception for “{lesson}” in “{name}”",
    "learner.paused": "paused a learner of “{name}”",
    "learner.resumed": "let a learner of “{name}” go on",
    "enrollment.expiry": "set until when a learner has “{name}”",
    "discussion.approved": "approved a post in the discussion of “{name}”",
    "discussion.hidden": "hid a post in the discussion of “{name}”",
    "discussion.deleted": "deleted a post in the discussion of “{name}”",
    "discussion.restored": "took back what was done to a post in the discussion of “{name}”",
    "discussion.withdrawn": "removed their own post in the discussion of “{name}”",
    "review.answered": "answered a review of “{name}”",
    "review.approved": "approved a review of “{name}”",
    "review.hidden": "hid a review of “{name}”",
    "review.deleted": "deleted a review of “{name}”",
    "review.restored": "took back what was done to a review of “{name}”",
    "review.withdrawn": "removed their own review of “{name}”",
    "enrollment.listed": "enrolled {count} people in “{name}” from a list",
    "access.changed": "changed how long learners of “{name}” have access",
    "cohort.created": "made the cohort “{cohort}” of “{name}”",
    "cohort.changed": "changed the cohort “{cohort}” of “{name}”",
    "cohort.deleted": "deleted the cohort “{cohort}” of “{name}”",
    "cohort.assigned": "put a learner of “{name}” into a cohort, or out of it",
    "newsletter.added": "put an address on the newsletter’s list",
    "newsletter.removed": "removed an address from the newsletter’s list",
    "newsletter.imported": "brought a list into the newsletter: {subscribed} subscribed, {asked} asked",
    "post.mailed": "mailed “{name}” as a newsletter: {to}",
    "course.announced": "wrote “{letter}” to learners of “{name}”: {to}",
    "certificate.changed": "changed what certificates of “{name}” say",
    "certificate.renewed": "renewed the certificate of {name}",
    "certificate.revoked": "revoked the certificate of {name}: {reason}",
    "certificate.key_rotated": "began a new key for certificates",
    "review.left_out": "let a learner’s review in “{name}” count no more",
    "review.counted": "let a learner’s review in “{name}” count again",
    "rubric.created": "made the rubric “{name}”",
    "rubric.changed": "changed the rubric “{name}”",
    "rubric.deleted": "deleted the rubric “{name}”",
    "grading.changed": "changed what counts in “{name}”",
    "grades.released": "released grades of “{name}”",
    "enrollment.closed": "ended an enrollment in “{name}”",
    "project.funded": "closed the project “{name}”: its goal is reached",
    "project.failed": "closed the project “{name}”: its goal is not reached",
    "project.stopped": "stopped the membership “{name}”",
    "pledge.planned": "chose {sum} a month for a membership of “{project}”",
    "pledge.left": "ended a membership of “{project}” for the end of the paid month",
    "pledge.stayed": "went on with a membership of “{project}”",
    "project.submitted": "sent in the project “{name}” for a review",
    "project.sent_back": "sent the project “{name}” back to its creator",
    "project.withdrawn": "took the project “{name}” back",
    "project.fell_short": "ended the project “{name}”: too little could be collected",
    "project.refunded": "refunded everybody who backed “{name}”",
    "project.zone_added": "added the zone {zone} to “{name}”",
    "project.zone_removed": "removed the zone {zone} from “{name}”",
    "project.tax_added": "added the tax {label} to “{name}”",
    "project.tax_removed": "removed the tax {label} from “{name}”",
    "reward.delivered": "noted when “{name}” was delivered",
    "course.copied": "copied “{source}” to “{name}”",
    "course.file_added": "added the file {file} to “{name}”",
    "course.imported": "imported the course “{name}”",
    "course.regraded": "graded answers to “{question}” in “{name}” anew: {reason}",
    "lti.tool_added": "added the tool “{name}”",
    "lti.tool_changed": "changed the tool “{name}”",
    "lti.tool_removed": "took the tool “{name}” out",
    "course.questions_imported": "imported {new} questions from {file} into “{name}”",
    "course.edition_published": "published edition {number} of “{name}”",
    "course.edition_restored": "took “{name}” back to edition {number}, as a draft",
    "reward.file_added": "added the file {file} to “{name}”",
    "reward.file_removed": "removed the file {file} from “{name}”",
    "reward.files_told": "told {backers} backers of the files of “{name}”",
    "reward.link_renewed": "renewed the link of “{name}”",
    "milestone.released": "released what waited for “{name}”",
    "delivery.marked": "marked deliveries of “{name}” as {status}",
    "refund.ordered": "ordered a refund of {sum}",
    "refund_request.approved": "approved a refund request",
    "refund_request.declined": "declined a refund request",
    "dispute.answered": "answered a bank that disputes a payment",
    "payout.requested": "asked for a payout of {sum}",
    "payout.in_transit": "sent a payout of {sum} on its way to the bank",
    "payout.paid": "noted that a payout of {sum} arrived",
    "payout.failed": "noted that a payout of {sum} came back",
    "payout.canceled": "noted that a payout of {sum} was canceled",
    "account.onboarding_started": "began to answer the payment provider’s questions",
    "comment.approved": "approved a comment on “{name}”",
    "comment.hidden": "hid a comment on “{name}”",
    "comment.deleted": "deleted a comment on “{name}”",
    "comment.restored": "took back what was done with a comment on “{name}”",
    "comment.withdrawn": "removed their comment on “{name}”",
    "redirect.listed": "wrote redirects: {added} new, {changed} changed",
    "redirect.removed": "removed the redirect of {path}",
    "api_key.created": "made the API key “{name}”",
    "api_key.revoked": "revoked the API key “{name}” of {person}",
    "webhook.created": "set up a webhook to {host}",
    "webhook.changed": "changed the webhook to {host}",
    "webhook.secret_rolled": "rolled the secret of the webhook to {host}",
    "webhook.switched_on": "switched on the webhook to {host}",
    "webhook.switched_off": "switched off the webhook to {host}",
    "webhook.deleted": "deleted the webhook to {host}",
    "conversation.reported": "reported a conversation about “{name}”",
    "conversation.read": "read a reported conversation about “{name}”",
    "conversation.closed": "closed the report of a conversation about “{name}”",
    "project.invited": "asked somebody to help with “{name}” as {role}",
    "project.uninvited": "took back an invitation to “{name}”",
    "project.joined": "joined the team of “{name}” as {role}",
    "project.team_changed": "made {person} {role} in the team of “{name}” instead of {before}",
    "project.left": "ended {person}’s part in “{name}” as {role}",
    "course.invited": "asked somebody to help with “{name}” as {role}",
    "course.uninvited": "took back an invitation to “{name}”",
    "course.joined": "joined the team of “{name}” as {role}",
    "course.team_changed": "made {person} {role} in the team of “{name}” instead of {before}",
    "course.left": "ended {person}’s part in “{name}” as {role}",
    "course.handed_over": "left “{name}” to {person}, who leads it now",
    "project.wrote": "wrote to backers of “{name}”: {letter}",
    "match.invited": "asked {name} to match pledges for “{project}”",
    "match.stopped": "ended the matching by {name}",
    "match.fulfilled": "had {name} pledge what was matched",
    "job.revived": "had the job {job} tried again",
}


FIELDS = {"is_listed": "place on Explore"}


def sentence(entry: AuditEntry) -> str:
    """What was done, as the end of a sentence that begins with a name: "published the course “Optics”"."""
    phrase = PHRASES.get(entry.action)
    if phrase is None:
        return _plain(entry)
    details = {name: _spoken(value) for name, value in entry.details.items()}
    return phrase.format_map(defaultdict(str, details, name=entry.subject_name, sum=_sum(entry.details)))


def actor(entry: AuditEntry) -> str:
    return entry.actor_name or "EduCrowd"


def icon_of(entry: AuditEntry) -> str:
    kind = KINDS.get(entry.action.partition(".")[0])
    return kind.icon if kind else "info"


def _plain(entry: AuditEntry) -> str:
    noun, _, verb = entry.action.partition(".")
    name = f" “{entry.subject_name}”" if entry.subject_name else ""
    return f"{verb.replace('_', ' ')} the {noun.replace('_', ' ')}{name}"


def _sum(details: dict[str, Any]) -> str:
    amount, currency = details.get("amount"), details.get("currency")
    return money(amount, currency) if amount is not None and currency else ""


def _spoken(value: object) -> str:
    return ", ".join(FIELDS.get(one, str(one)) for one in value) if isinstance(value, list) else str(value)
