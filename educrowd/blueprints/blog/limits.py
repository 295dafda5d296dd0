"""How long texts may be, in characters, and how many there may be; forms and API agree."""

TITLE = 200
EXCERPT = 500
BODY = 200_000
TAG = 40
TAGS = 10
DESCRIPTION = 300
ALT = 500
NAME = 80
BIO = 1_000
PART = 9_999
