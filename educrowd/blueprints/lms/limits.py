"""How long texts may be, in characters; forms and API agree."""

TITLE = 200
SUMMARY = 300
DESCRIPTION = 20_000
BODY = 200_000
