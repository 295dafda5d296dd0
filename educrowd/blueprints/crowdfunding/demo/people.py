"""People who back projects on the demonstration sites without an account of their own making."""

GUESTS = (
    "Adaeze Obi", "Anders Holm", "Beatriz Lima", "Calum Reid", "Carmen Vidal", "Dara Okoye", "Dmitri Sokolov",
    "Edith Kramer", "Emre Yilmaz", "Fiona Walsh", "Gabriel Costa", "Hana Suzuki", "Henrik Dahl", "Isla Murray",
    "Ivo Petrov", "Joana Reis", "Kofi Mensah", "Lena Fischer", "Lucas Ferrari", "Maeve Doyle", "Malik Rahman",
    "Mina Kovacs", "Naomi Klein-Ruiz", "Noor Haddad", "Olivia Grant", "Pablo Serrano", "Petra Novak", "Rania Aziz",
    "Ravi Menon", "Saoirse Flynn", "Sofia Lindholm", "Stefan Iliev", "Tara Singh", "Theo Laurent", "Umar Siddiq",
    "Vera Costantini", "Wanjiru Kamau", "Xavier Roux", "Yuki Mori", "Zara Ahmed",
)  # fmt: skip
