"""Many learners at once: enrolled from a list, and how far they are."""
