"""The option `--progress` of whatever has a batch judged; `batch_progress` does as it says."""

import click

progress_option = click.option(
    "--progress",
    type=click.Choice(["auto", "bar", "json", "none"]),
    default="auto",
    show_default=True,
    help="How to tell how far it is; auto is a bar on a terminal and JSON lines elsewhere.",
)
