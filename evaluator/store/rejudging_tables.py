"""The tables of what may be outdated: by which versions answers were judged, and which judgement stands for each."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from evaluator.store.columns import SEQUENCE
from evaluator.store.naming import metadata

# What a judgement depends on but for its answer; few, however many judgements. `question` is the digest of the question
# where the judgement is of a batch, which keeps its questions; else `bank` says in which bank it stood. `standing`
# counts the judgements of the version that nothing has taken the place of, also those whose words were erased since.
judged_versions = Table(
    "judged_versions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("identity", Text, nullable=False, unique=True),
    Column("question_id", Text, nullable=False),
    Column("question", Text),
    Column("bank", Text),
    Column("judge", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("settings_digest", Text),
    Column("prompt_fingerprint", Text),
    Column("standing", Integer, nullable=False),
)

# `subject` is a digest of the words too: a row goes with the answer it is about. `size` is the answer's own words in
# bytes of UTF-8, from which is reckoned what judging it again will cost.
standing_judgements = Table(
    "standing_judgements",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("judgement_id", Text, ForeignKey("answers.judgement_id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("version", Integer, ForeignKey("judged_versions.id"), nullable=False),
    Column("seq", SEQUENCE, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("is_scored", Boolean, nullable=False),
    Index(None, "version", "seq", "size"),
)

# The batches in which outdated judgements are made again, and whose those are; of one question, or of any.
rejudgings = Table(
    "rejudgings",
    metadata,
    Column("batch_id", Text, ForeignKey("batches.id", ondelete="CASCADE"), primary_key=True),
    Column("judge", Text, nullable=False),
    Column("question_id", Text),
)
