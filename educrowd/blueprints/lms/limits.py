"""How long texts may be, in characters; forms and API agree."""

TITLE = 200
SUMMARY = 300
DESCRIPTION = 20_000
BODY = 200_000
NOTE = 1_000
MOST_POINTS = 1_000_000
NOTES = 20_000
COUPON = 40
USES = 1_000_000
NEWEST = 2**62  # a version no lesson reaches, and PostgreSQL still counts
STATEMENT = 200
REASON = 500
LONGEST_VALIDITY = 600  # months
LETTER = 10_000
LONGEST_ABSENCE = 365  # days
QUESTION = 20_000
CATEGORY = 100
TAG = 50
TAGS = 20
