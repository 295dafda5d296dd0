"""The web application: `granian --interface wsgi wsgi:app`."""

from educrowd import create_app

app = create_app()
