"""What the ledger says of an export."""

from evaluator.domain.exports import Export, Exported, ExportId, export_payload
from tests.records import NOON


def test_an_entry_says_who_took_what_as_what_how_much_and_under_which_filter() -> None:
    told = {"question_id": "threads", "needs_review": True}
    export = Export(ExportId("export-1"), Exported.REVIEWS, "ada", "xlsx", 3, told, ("candidate", "text"), NOON)
    assert export_payload(export) == {
        "what": "reviews",
        "by": "ada",
        "format": "xlsx",
        "count": 3,
        "filter": told,
        "filter_withheld": ["candidate", "text"],
    }
