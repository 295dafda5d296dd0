"""How long texts may be; forms and API agree."""

TITLE = 120
SUMMARY = 240
STORY = 50_000
RISKS = 5_000
REWARD = 2_000
QUANTITY = 1_000_000
WORDS = 2_000
EMAIL = 254
