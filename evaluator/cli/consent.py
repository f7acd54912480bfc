"""Asking back before something that costs or cannot be undone; `--yes` says it beforehand."""

import click

NOTHING = "Nothing was done."


def agreed(question: str) -> bool:
    """Whether somebody at the terminal says yes; that they said no is told. Raises click.Abort where nobody answers."""
    if click.confirm(question, err=True):
        return True
    click.echo(NOTHING, err=True)
    return False
