"""People who back projects on the demonstration sites: their names, homes, words, cards, and how they came."""

from __future__ import annotations

from .reading import Told

GUESTS = (
    "Adaeze Obi", "Anders Holm", "Beatriz Lima", "Calum Reid", "Carmen Vidal", "Dara Okoye", "Dmitri Sokolov",
    "Edith Kramer", "Emre Yilmaz", "Fiona Walsh", "Gabriel Costa", "Hana Suzuki", "Henrik Dahl", "Isla Murray",
    "Ivo Petrov", "Joana Reis", "Kofi Mensah", "Lena Fischer", "Lucas Ferrari", "Maeve Doyle", "Malik Rahman",
    "Mina Kovacs", "Naomi Klein-Ruiz", "Noor Haddad", "Olivia Grant", "Pablo Serrano", "Petra Novak", "Rania Aziz",
    "Ravi Menon", "Saoirse Flynn", "Sofia Lindholm", "Stefan Iliev", "Tara Singh", "Theo Laurent", "Umar Siddiq",
    "Vera Costantini", "Wanjiru Kamau", "Xavier Roux", "Yuki Mori", "Zara Ahmed",
)  # fmt: skip

HOMES = {
    "PT": {"line1": "Rua das Flores 18, 2.º", "postal_code": "1200-195", "city": "Lisboa"},
    "DE": {"line1": "Lindenstraße 4", "postal_code": "04103", "city": "Leipzig"},
    "FR": {"line1": "12 rue des Tanneurs", "postal_code": "67000", "city": "Strasbourg"},
    "US": {"line1": "218 Alder Street", "line2": "Apt 3", "postal_code": "05401", "city": "Burlington", "region": "VT"},
}
SOURCES = ("", "", "", "newsletter", "newsletter", "widget", "follow", "radio")
WORDS = (
    "I have waited for somebody to do this.",
    "For my father, who would have loved it.",
    "Please no parcels before nine.",
    "Good luck! I tell everybody about it.",
)


def address_of(name: str, slug: str) -> str:
    """A guest's address; no mail ever arrives there."""
    return f"{name.lower().replace(' ', '.')}@{slug}.example"


def card_of(place: int, told: Told) -> str:
    """The card of the person at this place from the end (-1 is the last): the file names those of the last ones."""
    cards = [card for (card,) in told.each("Card")]
    return cards[place] if -place <= len(cards) else "visa"
