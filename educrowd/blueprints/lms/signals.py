"""What courses announce, past tense; handlers run in the same transaction and get ids only."""

from __future__ import annotations

from blinker import signal

course_enrolled = signal("lms.course_enrolled")  # course_id, enrollment_id, user_id
course_completed = signal("lms.course_completed")  # course_id, enrollment_id, user_id
course_changed = signal("lms.course_changed")  # course_id: its outline, after it was published
lessons_published = signal("lms.lessons_published")  # course_id, count: how many lessons of it are out now
window_changed = signal("lms.window_changed")  # enrollment_id, lesson_uid (None: any): deadlines of a learner
rule_changed = signal("lms.rule_changed")  # course_id, lesson_uid: dates of a lesson, for everybody
order_paid = signal("lms.order_paid")  # order_id: paid, or nothing to pay
order_refunded = signal("lms.order_refunded")  # order_id: all of it went back
subscription_started = signal("lms.subscription_started")  # subscription_id, user_id: its first period is paid
subscription_renewed = signal("lms.subscription_renewed")  # subscription_id, user_id: another period is paid
subscription_past_due = signal("lms.subscription_past_due")  # subscription_id, user_id: the card was not charged
subscription_leaving = signal("lms.subscription_leaving")  # subscription_id, user_id: it ends with the paid period
subscription_continued = signal("lms.subscription_continued")  # subscription_id, user_id: it goes on after all
subscription_ended = signal("lms.subscription_ended")  # subscription_id, user_id: what it opened is closed
grade_recorded = signal("lms.grade_recorded")  # enrollment_id: learners may see it, or not yet
certificate_awarded = signal("lms.certificate_awarded")  # certificate_id
