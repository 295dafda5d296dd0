"""What courses announce; handlers get ids and run in the same transaction."""

from blinker import Namespace

announced = Namespace()

course_enrolled = announced.signal("course_enrolled")
course_completed = announced.signal("course_completed")
course_changed = announced.signal("course_changed")
