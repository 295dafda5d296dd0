"""Bundles: several courses at one price, one order, one payment; whoever has some pays for the others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from educrowd.blueprints.auth.models import User
from educrowd.blueprints.lms.models import Bundle, Course, Enrollment, Order, OrderLine
from educrowd.blueprints.lms.models.errors import (
    AlreadyBought,
    BundleSold,
    InBundle,
    LogInFirst,
    NoSuchCoupon,
    NotForSale,
    PriceChanged,
)
from educrowd.blueprints.lms.selling.bundling import change_bundle, delete_bundle, make_bundle
from educrowd.blueprints.lms.selling.buying import Wish, guest, payment_address, place_order
from educrowd.blueprints.lms.selling.couponing import make_coupon
from educrowd.blueprints.lms.selling.quoting import had_of, quote
from educrowd.blueprints.lms.selling.returned import refund_order
from educrowd.blueprints.lms.selling.sales import figures, in_bundles, row_of, sales
from educrowd.core import ledger, tenancy
from educrowd.core.db import db
from educrowd.core.errors import Invalid
from educrowd.core.payments import Payment, Refund, settle_returns
from educrowd.core.payments.checking import findings
from tests.jobs import run_jobs
from tests.letters import written_letters
from tests.lms.bought import has_seat, pay


@pytest.fixture
def courses(stars, ines, sandbox) -> list[Course]:
    """Three courses of Ines's for 40, 30 and 20 dollars."""
    stars.change(price_amount=40_00)
    others = [Course.draft(ines, title=title, price_amount=price) for title, price in PRICED]
    for course in others:
        course.publish()
    db.session.commit()
    return [stars, *others]


PRICED = (("Grinding a Mirror", 30_00), ("Drawing the Moon", 20_00))


@pytest.fixture
def sky(courses, ines) -> Bundle:
    """All three for 60 dollars instead of 90."""
    made = make_bundle(ines, title="All of the sky", course_ids=[course.id for course in courses], price_amount=60_00)
    change_bundle(made, by=ines, status="published")
    db.session.commit()
    return made


@pytest.fixture
def order_of(sky) -> Callable[..., Order]:
    """`order_of(ada, coupon="SPRING")` of the bundle is written and committed, as the edge would."""

    def place(buyer: User, coupon: str = "", total_seen: int | None = None) -> Order:
        order = place_order(sky, buyer, Wish(token_urlsafe(12), total_seen, coupon))
        db.session.commit()
        return order

    return place


def order_alone(course: Course, buyer: User) -> Order:
    order = place_order(course, buyer, Wish(token_urlsafe(12)))
    db.session.commit()
    return order


def test_one_order_pays_one_payment_and_opens_every_course(ada, courses, order_of, sandbox):
    order = order_of(ada)
    assert not any(has_seat(ada, course) for course in courses)
    pay(order, sandbox)
    assert order.is_paid and all(has_seat(ada, course) for course in courses)
    assert [payment.amount for payment in db.session.query(Payment)] == [60_00]
    assert ledger.balance("course_income", "USD") == -60_00
    assert findings() == []


def test_each_course_has_its_part_of_the_price_and_the_parts_make_the_whole(ada, order_of):
    lines = order_of(ada).lines
    assert [(line.price_amount, line.amount) for line in lines] == [(40_00, 26_67), (30_00, 20_00), (20_00, 13_33)]
    assert sum(line.amount for line in lines) == 60_00


def test_what_was_ordered_keeps_its_price_and_its_courses(ada, ben, ines, courses, sky, order_of, sandbox):
    order = order_of(ada)
    change_bundle(sky, by=ines, price_amount=45_00, course_ids=[course.id for course in courses[:2]])
    db.session.commit()
    pay(order, sandbox)
    assert order.total.minor == 60_00 and all(has_seat(ada, course) for course in courses)
    assert {line.course_id for line in order_of(ben).lines} == {course.id for course in courses[:2]}
    assert findings() == []


def test_who_has_some_of_it_pays_for_the_others_only(ada, courses, sky, order_of, sandbox):
    pay(order_alone(courses[0], ada), sandbox)
    offered = quote(sky, had=had_of(sky, ada))
    assert (offered.total.minor, offered.off_for_had.minor) == (33_33, 26_67)
    assert offered.had == (courses[0],) and offered.courses == courses[1:]
    order = order_of(ada, total_seen=33_33)
    pay(order, sandbox)
    assert {line.course_id for line in order.lines} == {course.id for course in courses[1:]}
    assert all(has_seat(ada, course) for course in courses) and findings() == []


def test_who_has_all_of_it_buys_nothing(ada, courses, order_of):
    for course in courses:
        course.admit(ada.id, source="staff")
    with pytest.raises(AlreadyBought, match="all of these"):
        order_of(ada)


def test_nobody_pays_for_a_course_that_came_to_them_after_they_looked(ada, courses, order_of):
    courses[2].admit(ada.id, source="staff")
    with pytest.raises(PriceChanged):
        order_of(ada, total_seen=60_00)


def test_a_stranger_is_not_told_what_an_address_has(courses, sky):
    gina = User.guest("gina@example.net", "Gina")
    courses[0].admit(gina.id, source="staff")
    db.session.commit()
    with pytest.raises(LogInFirst):
        guest(sky, "gina@example.net", "Mallory")
    assert guest(sky, "new@example.net", "Nora").email == "new@example.net"


def test_it_never_costs_more_than_its_courses_one_by_one(ada, ines, courses, sky, order_of):
    with pytest.raises(Invalid, match="One by one"):
        change_bundle(sky, by=ines, price_amount=90_01)
    db.session.rollback()
    for course in courses:
        course.change(price_amount=10_00)
    db.session.commit()
    order = order_of(ada)
    assert order.total.minor == 30_00 and [line.amount for line in order.lines] == [10_00] * 3


def test_coupons_of_the_site_apply_and_those_of_a_course_do_not(ada, ines, owner, courses, order_of, sandbox):
    make_coupon(ines, code="STARS", percent=50, course_id=courses[0].id)
    make_coupon(owner, code="SPRING", percent=25)
    with pytest.raises(NoSuchCoupon):
        order_of(ada, coupon="STARS")
    order = order_of(ada, coupon="SPRING")
    assert (order.discount.minor, order.total.minor) == (15_00, 45_00)
    assert sum(line.amount for line in order.lines) == 45_00
    pay(order, sandbox)
    assert order.is_paid and findings() == []


def test_a_coupon_for_a_bundle_holds_for_that_bundle_alone(ada, ben, ines, new_person, courses, sky, order_of):
    make_coupon(ines, code="SKY-10", percent=10, bundle_id=sky.id)
    pair = [course.id for course in courses[:2]]
    small = make_bundle(ines, title="Half of the sky", course_ids=pair, price_amount=50_00, status="published")
    db.session.commit()
    for other in (small, courses[0]):
        with pytest.raises(NoSuchCoupon):
            quote(other, "sky-10")
    assert order_of(ada, "sky-10").total_amount == 54_00
    with pytest.raises(Invalid, match="one of your bundles"):
        make_coupon(new_person("otto", "instructor"), code="THEIRS", percent=50, bundle_id=sky.id)
    with pytest.raises(Invalid, match="not for both"):
        make_coupon(ines, code="BOTH", percent=50, bundle_id=sky.id, course_id=courses[0].id)


def test_a_coupon_for_everything_opens_all_and_charges_nothing(ada, owner, courses, order_of):
    make_coupon(owner, code="GIFT", percent=100)
    order = order_of(ada, coupon="GIFT")
    assert order.is_paid and order.payment_id is None and [line.amount for line in order.lines] == [0, 0, 0]
    assert all(has_seat(ada, course) for course in courses) and findings() == []


def test_a_refund_closes_all_courses_of_it_and_keeps_what_was_learned(ada, owner, courses, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    courses[0].enrollment_of(ada).complete(courses[0].lessons[0])
    for _ in range(2):
        refund_order(order, by=owner)
    run_jobs()
    assert (order.state, order.payment.refunded_amount) == ("refunded", 60_00)
    assert not any(has_seat(ada, course) for course in courses)
    assert courses[0].enrollment_of(ada).progress_percent == 33
    assert ledger.balance("course_income", "USD") == 0 and findings() == []
    assert order_of(ada).id != order.id


def test_a_refund_leaves_what_was_bought_alone(ada, owner, courses, order_of, sandbox):
    pay(order_alone(courses[0], ada), sandbox)
    bundled = order_of(ada)
    pay(bundled, sandbox)
    refund_order(bundled, by=owner)
    run_jobs()
    assert [has_seat(ada, course) for course in courses] == [True, False, False] and findings() == []


def test_a_refund_of_a_part_closes_nothing(ada, owner, courses, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    refund_order(order, by=owner, amount=10_00)
    run_jobs()
    assert order.is_paid and all(has_seat(ada, course) for course in courses) and findings() == []


def test_a_refund_that_fails_later_opens_all_of_it_again(ada, owner, courses, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    refund_order(order, by=owner)
    run_jobs()
    [refund] = Refund.of(order.payment)
    sandbox.act(order.payment.account, refund.gateway_id, "fail")
    settle_returns(order.payment_id)
    run_jobs()
    assert order.is_paid and all(has_seat(ada, course) for course in courses) and findings() == []


def test_a_course_alone_takes_the_place_of_an_unpaid_bundle_and_the_other_way_round(ada, courses, order_of, sandbox):
    bundled = order_of(ada)
    payment_address(bundled)
    db.session.commit()
    alone = order_alone(courses[0], ada)
    db.session.refresh(bundled)
    assert (bundled.state, alone.state) == ("expired", "pending")
    again = order_of(ada)
    db.session.refresh(alone)
    assert (alone.state, again.state) == ("expired", "pending")
    pay(again, sandbox)
    assert again.is_paid and findings() == []


def test_a_bundle_and_its_course_bought_at_once_take_the_money_for_the_course_once(app, demo, ada, courses, sky):
    order_alone(courses[0], courses[0].instructor)  # the site has its account at the provider
    bundle_id, course_id, ada_id = sky.id, courses[0].id, ada.id

    def buy(number: int) -> None:
        with app.app_context(), tenancy.bind(demo):
            kind, id = (Bundle, bundle_id) if number % 2 else (Course, course_id)
            offer, buyer = db.session.get_one(kind, (demo.id, id)), db.session.get_one(User, ada_id)
            try:
                place_order(offer, buyer, Wish(token_urlsafe(12)))
                db.session.commit()
            except AlreadyBought:
                db.session.rollback()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(buy, range(8)))
    db.session.expire_all()
    live = db.session.query(OrderLine).filter_by(user_id=ada_id, course_id=course_id, is_live=True)
    assert live.count() == 1 and findings() == []


def test_a_bundle_is_not_sold_while_one_of_its_courses_is_not(ada, courses, sky, order_of):
    courses[1].archive()
    db.session.commit()
    assert sky.why_unsellable == "“Grinding a Mirror” is not published."
    with pytest.raises(NotForSale):
        order_of(ada)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"course_ids": [0]}, "two courses"), ({"course_ids": [0, 0]}, "two courses"), ({"price_amount": 1}, "smallest")],
)
def test_a_bundle_that_makes_no_sense_is_not_made(ines, courses, wrong, words):
    facts = {"title": "Some", "price_amount": 10_00, "course_ids": [0, 1]} | wrong
    facts["course_ids"] = [courses[index].id for index in facts["course_ids"]]
    with pytest.raises(Invalid, match=words):
        make_bundle(ines, **facts)


def test_nobody_bundles_courses_of_somebody_else_nor_free_ones(ines, new_person, courses):
    igor = new_person("igor", "instructor")
    own = Course.draft(igor, title="Free as air")
    with pytest.raises(Invalid, match="of your own"):
        make_bundle(igor, title="Mine", course_ids=[own.id, courses[0].id], price_amount=10_00)
    own.instructor_id = ines.id
    with pytest.raises(Invalid, match="is free"):
        make_bundle(ines, title="Mine", course_ids=[own.id, courses[0].id], price_amount=10_00)


def test_a_draft_course_can_wait_in_a_draft_bundle_but_is_not_published_with_it(ines, courses):
    later = Course.draft(ines, title="Later", price_amount=20_00)
    made = make_bundle(ines, title="Soon", course_ids=[courses[0].id, later.id], price_amount=50_00)
    with pytest.raises(Invalid, match="“Later” is not published"):
        change_bundle(made, by=ines, status="published")


def test_what_is_in_a_bundle_or_was_ordered_is_not_deleted(ada, ines, courses, sky, order_of):
    spare = Course.draft(ines, title="Spare", price_amount=20_00)
    other = make_bundle(ines, title="Other", course_ids=[spare.id, courses[0].id], price_amount=50_00)
    with pytest.raises(InBundle):
        spare.delete()
    delete_bundle(other)
    db.session.flush()
    spare.delete()
    order_of(ada)
    with pytest.raises(BundleSold):
        delete_bundle(sky)


def test_the_database_freezes_what_was_sold(ada, courses, order_of):
    order = order_of(ada)
    for change in (
        update(OrderLine).values(amount=1),
        update(Order).values(bundle_id=None, course_id=courses[0].id),
        text("DELETE FROM public.order_lines"),
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|is frozen"):
            db.session.execute(change)
        db.session.rollback()
    line = {"course_id": courses[0].id, "user_id": order.user_id, "title": "More", "price_amount": 5, "amount": 5}
    line["course_id"] = Course.draft(courses[0].instructor, title="More", price_amount=5_00).id
    db.session.add(OrderLine(order_id=order.id, **line))
    with pytest.raises(IntegrityError, match="does not add up"):
        db.session.commit()
    db.session.rollback()


def test_the_check_finds_a_paid_course_that_is_missing(ada, courses, order_of, sandbox):
    order = order_of(ada)
    pay(order, sandbox)
    taken = text("UPDATE public.entitlements SET revoked_at = now() WHERE subject_id = :id")
    db.session.execute(taken, {"id": courses[1].id})
    assert f"order {order.id} is paid, its seat in course {courses[1].id} is missing" in " ".join(findings())
    db.session.rollback()


def test_the_receipt_names_every_course(app, ada, order_of, sandbox):
    pay(order_of(ada), sandbox)
    [receipt] = written_letters(app, to=ada.email, about="Receipt: All of the sky")
    told = receipt.get_body(("plain",)).get_content()
    assert "$60.00" in told and "Grinding a Mirror" in told and "Drawing the Moon" in told


def test_sales_tell_what_a_bundle_brought_and_which_part_is_a_courses(ada, ben, ines, courses, sky, order_of, sandbox):
    bundled = order_of(ada)
    pay(bundled, sandbox)
    pay(order_alone(courses[0], ben), sandbox)
    [all_of_it] = figures(sales(ines))
    [of_bundle] = figures(sales(ines, bundle=sky))
    [of_course] = figures(sales(ines, course=courses[0]))
    assert (all_of_it.taken.minor, of_bundle.taken.minor, of_course.taken.minor) == (100_00, 60_00, 40_00)
    [part] = in_bundles(courses[0])
    assert (part.part.minor, part.orders) == (26_67, 1)
    assert row_of(bundled)[-2:] == ("All of the sky", "Reading the Night Sky; Grinding a Mirror; Drawing the Moon")


def test_an_instructor_sees_their_own_bundles_orders_only(ada, ines, new_person, order_of):
    order = order_of(ada)
    igor = new_person("igor", "instructor")
    assert order in db.session.scalars(sales(ines)) and order not in db.session.scalars(sales(igor))
    assert order not in db.session.scalars(Order.visible(igor))
    assert order in db.session.scalars(Order.visible(ada))


def test_enrollments_came_by_the_order(ada, courses, order_of, sandbox):
    pay(order_of(ada), sandbox)
    assert {each.source for each in db.session.query(Enrollment).filter_by(user_id=ada.id)} == {"entitlement"}
