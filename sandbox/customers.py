"""People and firms that pay."""

from sandbox import objects


def new(**values) -> objects.Object:
    """A customer nobody has told about yet."""
    id = objects.new_id("cus")
    return objects.insert(objects.shape("customer", id=id, invoice_prefix=id[-8:].upper(), **values))
