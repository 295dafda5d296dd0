"""A picture on its way into a lesson in a real browser: where the cursor stood, with all that was typed."""

from __future__ import annotations

from educrowd.blueprints.lms.models.pictures import pictures_in
from educrowd.core.db import db
from tests.chromium import violations
from tests.lms.conftest import ines, stars  # noqa: F401
from tests.lms.test_question_pictures import photo

from .test_learning import sign_in  # noqa: F401

PHONE = {"width": 390, "height": 844}


def test_ines_puts_a_picture_into_a_lesson_and_ada_sees_it(live, demo, stars, ines, ada, sign_in):  # noqa: F811
    stars.enroll(ada)
    lesson = stars.lessons[1]
    lesson.change(body="Seven stars.\n\nIn the north.")
    db.session.commit()

    page = sign_in(ines)
    page.set_viewport_size(PHONE)
    page.goto(live.url(demo, f"/studio/courses/{stars.slug}/lessons/{lesson.uid}"))
    box = page.get_by_label("Text", exact=True)
    box.press("Control+Home")
    page.keyboard.press("End")
    page.keyboard.type(" All bright.")
    page.get_by_text("Add a picture").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "plough.jpg", "mimeType": "image/jpeg", "buffer": photo(size=(120, 80))}
    )
    page.get_by_label("What it shows").fill("The Plough")
    assert violations(page) == []
    page.get_by_role("button", name="Put it into the text").click()
    page.get_by_text("The picture stands in the text.").wait_for()
    assert page.locator("#local-copy").is_hidden(), "nothing is said to be lost"

    db.session.expire_all()
    (digest,) = pictures_in(lesson.body)
    kept = f"Seven stars. All bright.\n\n![The Plough](pictures/{digest}.webp)\n\nIn the north."
    assert lesson.body == kept == box.input_value()
    stars.publish()
    db.session.commit()
    page.context.clear_cookies()
    reader = sign_in(ada)
    reader.goto(live.url(demo, f"/learn/{stars.slug}/{lesson.uid}"))
    picture = reader.get_by_role("img", name="The Plough")
    picture.scroll_into_view_if_needed()
    reader.wait_for_function("() => document.querySelector('.prose img').naturalWidth > 0")
    assert picture.bounding_box()["width"] == 120, "a small picture is not blown up"
