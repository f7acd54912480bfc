"""The revisions that are known without Alembic are those that Alembic finds."""

import pytest
from alembic.script import ScriptDirectory

from evaluator.errors import DatabaseOutdated
from evaluator.store.location import locate
from evaluator.store.migrating import SCRIPTS
from evaluator.store.revisions import KNOWN, NEEDED, require

PLACE = locate("sqlite:////srv/record.db")


def test_the_known_revisions_are_the_scripts_in_order() -> None:
    scripts = ScriptDirectory(str(SCRIPTS)).walk_revisions()
    assert [script.revision for script in scripts][::-1] == list(KNOWN)


def test_the_revision_needed_passes() -> None:
    require(NEEDED, PLACE)


@pytest.mark.parametrize(
    ("found", "advice"),
    [(None, "Run `evaluator db upgrade`"), ("9999", "Install that version again")],
    ids=["no schema", "a newer one"],
)
def test_any_other_revision_is_refused_with_what_to_do(found: str | None, advice: str) -> None:
    with pytest.raises(DatabaseOutdated, match=advice) as caught:
        require(found, PLACE)
    assert "/srv/record.db" in caught.value.message
