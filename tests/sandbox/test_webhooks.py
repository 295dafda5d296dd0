"""Events reach the shop: signed, again after a failure, and misordered when asked to be."""


def test_an_event_arrives_signed_and_names_its_account(shop, listener):
    intent = shop.pay()
    (event,) = listener.wait_for("payment_intent.succeeded", intent.id)
    assert event.account == shop.id
    assert event.data.object.amount_received == 50_00
    assert event.livemode is False


def test_an_event_of_the_platform_names_no_account(platform, listener):
    customer = platform.v1.customers.create({"name": "Ada"})
    (event,) = listener.wait_for("customer.created", customer.id)
    assert not hasattr(event, "account")


def test_a_refused_event_comes_again(shop, listener):
    listener.refuse = 1
    customer = shop.customer()
    assert listener.wait_for("customer.created", customer.id)


def test_events_are_doubled_and_dropped_on_demand(shop, listener, controls):
    controls("POST", "faults", {"fault": "duplicate_webhooks", "match": "customer.created"})
    controls("POST", "faults", {"fault": "drop_webhooks", "match": "customer.updated"})
    customer = shop.customer()
    shop.v1.customers.update(customer.id, {"name": "Ada"}, shop.options())
    twins = listener.wait_for("customer.created", customer.id, count=2)
    assert twins[0].id == twins[1].id
    assert "customer.updated" in shop.event_types()
    assert "customer.updated" not in [event.type for event in listener.of(customer.id)]
