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


class AccessClosed(Refused):
    def __init__(self) -> None:
        super().__init__("This enrollment is closed; what was done is kept, nothing can be added.")


class Stale(Refused):
    def __init__(self) -> None:
        super().__init__("Somebody saved this lesson after you opened it.", field="version")


class HasLearners(Refused):
    def __init__(self) -> None:
        super().__init__("People have enrolled in this course. Archive it: they keep what they have learned.")
