"""The full-text index of what candidates said: for each judgement's place in the ledger, the words of its answer.

Each database has its own kind. Both are given words that `domain.search` has found, and neither parses anything.
It holds candidates' words, and is derived: an erasure takes its part away, and all of it can be made anew.
"""

SQLITE_SEARCH = (
    # In the order of `rowid` an index of this kind answers from its end at once. Without positions and sizes it is a
    # third as large.
    "CREATE VIRTUAL TABLE search_words USING fts5(words, detail='none', columnsize=0, tokenize='ascii')",
)

POSTGRESQL_SEARCH = (
    "CREATE TABLE search_words (rowid bigint PRIMARY KEY, words tsvector NOT NULL)",
    # What is new stands in a list that every search reads as well, until it has 4 MB and is sorted in: under a
    # millisecond to read, and a quarter of the work of taking in each answer by itself.
    "CREATE INDEX ix_search_words_words ON search_words USING gin (words)",
)
