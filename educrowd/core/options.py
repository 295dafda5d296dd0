"""Options that commands of several modules take."""

import click

AS_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
BY = click.option("--by", required=True, help="The email address of who does it.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would come of it, and write nothing.")
