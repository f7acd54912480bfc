"""Keeping the full-text index: the words of each judgement's answer, under its place in the ledger."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select, text

from evaluator.domain.ledger import Entry, EntryKind
from evaluator.domain.search import words_of
from evaluator.store.tables import answers, judgements

_IDS: BindParameter[str] = bindparam("ids", expanding=True)
_SAID = (
    select(judgements.c.ledger_seq, answers.c.candidate, answers.c.text)
    .join(answers, answers.c.judgement_id == judgements.c.id)
    .where(judgements.c.id.in_(_IDS))
    .order_by(judgements.c.ledger_seq)
)
_INSERT = {
    "sqlite": text("INSERT INTO search_words (rowid, words) VALUES (:seq, :words)"),
    "postgresql": text(
        "INSERT INTO search_words (rowid, words) VALUES (:seq, array_to_tsvector(string_to_array(:words, ' ')))"
    ),
}


class SearchFollower:
    """Takes the answers of judgements into the index as the ledger tells of them, unless they were erased."""

    name = "search"

    def take(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """See Follower."""
        judged = [entry.subject for entry in entries if entry.kind == EntryKind.JUDGEMENT]
        said = connection.execute(_SAID, {"ids": judged}).all() if judged else []
        rows = [{"seq": row.ledger_seq, "words": _indexed(row.candidate, row.text)} for row in said]
        if rows:
            connection.execute(_INSERT[connection.dialect.name], rows)


def _indexed(candidate: str | None, said: str) -> str:
    """Each word once, in no order that would tell what was said."""
    return " ".join(sorted({*words_of(candidate or ""), *words_of(said)}))
