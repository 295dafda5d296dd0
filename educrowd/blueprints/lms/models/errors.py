"""What a course may refuse, in the words that people read."""

from educrowd.core.errors import Refused


class NotOpen(Refused):
    message = "This course is not open for enrollment."


class NotFree(Refused):
    message = "This course has a price, so nobody can enroll for free."


class AlreadyEnrolled(Refused):
    code = "already_enrolled"
    message = "You are enrolled in this course already."
    field = "course_id"


class Barred(Refused):
    message = "Your access to this course was ended. Ask whoever runs it to let you in again."


class AccessOver(Refused):
    message = "Your access to this course is over; what you did is kept. Ask whoever runs it for more time."


class AwaitsProof(Refused):
    code = "forbidden"
    status = 403
    message = "Confirm your email address first: whoever teaches this course has given the seat to it."


class AccessClosed(Refused):
    message = "This enrollment is closed; what was done is kept, nothing can be added."


class Stale(Refused):
    message = "Somebody saved this lesson after you opened it."
    field = "version"


class StaleQuestion(Refused):
    message = "Somebody saved this question after you opened it. Have a look before you save yours."
    field = "version"


class StaleAnswer(Refused):
    message = "This quiz is open in another tab that has saved since. Load the page again."
    field = "seq"


class AttemptOver(Refused):
    message = "This attempt is over. What was saved in time counts."


class NoAttemptLeft(Refused):
    message = "You have used all attempts at this quiz."


class StillOpen(Refused):
    message = "This attempt is still open: its answers may change."


class NoQuestions(Refused):
    message = "This quiz has no questions yet."


class QuizClosed(Refused):
    message = "This quiz is closed."


class NothingToPublish(Refused):
    message = "Learners read the course as it is drafted; there is nothing to publish."


class HasLearners(Refused):
    message = "People have enrolled in this course. Archive it: they keep what they have learned."


class InBundle(Refused):
    message = "This course is part of a bundle. Take it out there first."


class Promised(Refused):
    def __init__(self, title: str):
        super().__init__(f"“{title}” promises seats in this course. Archive it: whoever pays for a seat still gets it.")


class BundleSold(Refused):
    message = "This bundle has been ordered. Archive it: orders keep what they are for."


class GradedByLesson(Refused):
    message = "This item is a lesson of the course. Delete the lesson, or take the item out of its group."


class NoSuchCoupon(Refused):
    code, status = "invalid", 422
    message = "This coupon does not exist, or not for this course."
    field = "coupon"


class AlreadyBought(Refused):
    code = "already_enrolled"
    message = "You have this course already."
    field = "course_id"


class NotForSale(Refused):
    message = "This course cannot be bought now."
    field = "course_id"


class NotSubscribed(Refused):
    """What cannot be done with a subscription now, and why."""


class AlreadySubscribed(Refused):
    code = "already_subscribed"
    message = "You subscribe to this already."
    field = "plan_id"


class PlanJoined(Refused):
    message = "People have subscribed to this. Archive it: then nobody joins any more."


class InPlan(Refused):
    message = "People can subscribe to this course. Delete or archive that first, in Sales."


class NotRefundable(Refused):
    code = "not_refundable"
    message = "Nothing of this order can be given back."


class PriceChanged(Refused):
    code = "price_changed"

    def __init__(self, price: str) -> None:
        super().__init__(f"The price has changed: it is {price} now. Have another look before you pay.", field="total")


class SentOtherwise(Refused):
    """One form makes one order; what was corrected in it since is neither lost nor taken for the first."""

    message = "You sent this form before with something else in it. Send it once more if you want this instead."


class LogInFirst(Refused):
    """Nobody has proven that this address is theirs, or it has what a stranger should not be told about."""

    message = "This address has an account. Log in to buy with it, or choose a new password first."
    field = "email"


class AlreadyRevoked(Refused):
    message = "This certificate has been revoked already."


class NotCertified(Refused):
    message = "This course awards no certificates."


class NotTaken(Refused):
    """Why nothing can be handed in now."""


class NothingToHandIn(Refused):
    code, status = "invalid", 422
    field = "text"


class WrittenElsewhere(Refused):
    """A tab that was left behind must not undo what was written in a newer one."""

    message = "This was changed in another tab or window. Copy what you wrote here and load the page anew."
    field = "seq"


class GradedMeanwhile(Refused):
    message = "Something happened to this piece after you opened it: have a look at it before you grade."
    field = "revision"


class Claimed(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is grading this piece now. Take it over if you have agreed on that.")


class StaleRubric(Refused):
    message = "Somebody saved this rubric after you opened it."
    field = "version"


class RubricInUse(Refused):
    message = "Assignments are graded by this rubric. Choose another one there first."


class ReviewingOver(Refused):
    message = "There is nothing more for you to review here."


class NothingToReview(Refused):
    message = "Nobody else has handed in what you could review. Come back a little later."
