"""What a course may refuse, in the words that people read."""

from educrowd.core.errors import Refused


class NotOpen(Refused):
    def __init__(self) -> None:
        super().__init__("This course is not open for enrollment.")


class NotFree(Refused):
    def __init__(self) -> None:
        super().__init__("This course has a price, so nobody can enroll for free.")


class AlreadyEnrolled(Refused):
    code = "already_enrolled"

    def __init__(self) -> None:
        super().__init__("You are enrolled in this course already.", field="course_id")


class Barred(Refused):
    def __init__(self) -> None:
        super().__init__("Your access to this course was ended. Ask whoever runs it to let you in again.")


class AccessOver(Refused):
    def __init__(self) -> None:
        super().__init__("Your access to this course is over; what you did is kept. Ask whoever runs it for more time.")


class AccessClosed(Refused):
    def __init__(self) -> None:
        super().__init__("This enrollment is closed; what was done is kept, nothing can be added.")


class Stale(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody saved this lesson after you opened it.", field="version")


class StaleQuestion(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Somebody saved this question after you opened it. Have a look before you save yours.", field="version"
        )


class StaleAnswer(Refused):
    def __init__(self) -> None:
        super().__init__("This quiz is open in another tab that has saved since. Load the page again.", field="seq")


class AttemptOver(Refused):
    def __init__(self) -> None:
        super().__init__("This attempt is over. What was saved in time counts.")


class NoAttemptLeft(Refused):
    def __init__(self) -> None:
        super().__init__("You have used all attempts at this quiz.")


class StillOpen(Refused):
    def __init__(self) -> None:
        super().__init__("This attempt is still open: its answers may change.")


class NoQuestions(Refused):
    def __init__(self) -> None:
        super().__init__("This quiz has no questions yet.")


class QuizClosed(Refused):
    def __init__(self) -> None:
        super().__init__("This quiz is closed.")


class NothingToPublish(Refused):
    def __init__(self) -> None:
        super().__init__("Learners read the course as it is drafted; there is nothing to publish.")


class HasLearners(Refused):
    def __init__(self) -> None:
        super().__init__("People have enrolled in this course. Archive it: they keep what they have learned.")


class InBundle(Refused):
    def __init__(self) -> None:
        super().__init__("This course is part of a bundle. Take it out there first.")


class BundleSold(Refused):
    def __init__(self) -> None:
        super().__init__("This bundle has been ordered. Archive it: orders keep what they are for.")


class GradedByLesson(Refused):
    def __init__(self) -> None:
        super().__init__("This item is a lesson of the course. Delete the lesson, or take the item out of its group.")


class NoSuchCoupon(Refused):
    code, status = "invalid", 422

    def __init__(self, message: str = "This coupon does not exist, or not for this course.") -> None:
        super().__init__(message, field="coupon")


class AlreadyBought(Refused):
    code = "already_enrolled"

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or "You have this course already.", field="course_id")


class NotForSale(Refused):
    def __init__(self, message: str = "This course cannot be bought now.", *, field: str = "course_id") -> None:
        super().__init__(message, field=field)


class NotSubscribed(Refused):
    """What cannot be done with a subscription now, and why."""


class AlreadySubscribed(Refused):
    code = "already_subscribed"

    def __init__(self, message: str = "You subscribe to this already.") -> None:
        super().__init__(message, field="plan_id")


class PlanJoined(Refused):
    def __init__(self) -> None:
        super().__init__("People have subscribed to this. Archive it: then nobody joins any more.")


class InPlan(Refused):
    def __init__(self) -> None:
        super().__init__("People can subscribe to this course. Delete or archive that first, in Sales.")


class NotRefundable(Refused):
    code = "not_refundable"

    def __init__(self) -> None:
        super().__init__("Nothing of this order can be given back.")


class PriceChanged(Refused):
    code = "price_changed"

    def __init__(self, price: str) -> None:
        super().__init__(f"The price has changed: it is {price} now. Have another look before you pay.", field="total")


class LogInFirst(Refused):
    """Nobody has proven that this address is theirs, or it has what a stranger should not be told about."""

    def __init__(self) -> None:
        super().__init__(
            "This address has an account. Log in to buy with it, or choose a new password first.", field="email"
        )


class AlreadyRevoked(Refused):
    def __init__(self) -> None:
        super().__init__("This certificate has been revoked already.")


class NotCertified(Refused):
    def __init__(self, message: str = "This course awards no certificates.") -> None:
        super().__init__(message)


class NotTaken(Refused):
    """Why nothing can be handed in now."""


class NothingToHandIn(Refused):
    code, status = "invalid", 422

    def __init__(self, message: str, *, field: str = "text") -> None:
        super().__init__(message, field=field)


class WrittenElsewhere(Refused):
    """A tab that was left behind must not undo what was written in a newer one."""

    def __init__(self) -> None:
        super().__init__(
            "This was changed in another tab or window. Copy what you wrote here and load the page anew.",
            field="seq",
        )


class GradedMeanwhile(Refused):
    def __init__(self) -> None:
        super().__init__(
            "Something happened to this piece after you opened it: have a look at it before you grade.",
            field="revision",
        )


class Claimed(Refused):
    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is grading this piece now. Take it over if you have agreed on that.")


class StaleRubric(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody saved this rubric after you opened it.", field="version")


class RubricInUse(Refused):
    def __init__(self) -> None:
        super().__init__("Assignments are graded by this rubric. Choose another one there first.")


class ReviewingOver(Refused):
    def __init__(self) -> None:
        super().__init__("There is nothing more for you to review here.")


class NothingToReview(Refused):
    def __init__(self) -> None:
        super().__init__("Nobody else has handed in what you could review. Come back a little later.")
