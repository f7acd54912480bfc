"""The JSON of erasures, of holds and of what is past its time."""

from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field

HeldWord = Literal["candidate", "batch", "question"]
_FOR_GOOD = "It stays in the ledger for good: name nobody."


class Sent(BaseModel):
    """What a request holds and nothing else."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)


class SentCandidate(Sent):
    """Whose words are meant."""

    candidate: str = Field(max_length=200, description="The candidate's code, to the letter.")


class NewErasure(SentCandidate):
    """Whose words are to be erased, and why."""

    why: str = Field(max_length=2_000, description=_FOR_GOOD)


class NewHold(Sent):
    """What is to be kept from being erased, and why."""

    on: HeldWord = Field(description="What `subject` is.")
    subject: str = Field(max_length=200, description="The candidate's code, or the id of a batch or a question.")
    why: str = Field(max_length=2_000, description=_FOR_GOOD)


class Lifted(Sent):
    """Why a hold is lifted."""

    why: str = Field(max_length=2_000, description=_FOR_GOOD)


class DeletedBody(TypedDict):
    """What was deleted, counted: `judgements` are those whose words went, `reviews` those whose notes did.

    `under_way` are judgings that were not recorded yet, `called_off` answers that waited in batches, `item_ids` and
    `batch_names` what told who it was and was replaced, `requests` remembered idempotency keys.
    """

    answers: int
    judgements: int
    reviews: int
    under_way: int
    called_off: int
    item_ids: int
    batch_names: int
    requests: int


class DeletedFilesBody(DeletedBody):
    """The same with the files of answers that were waiting."""

    uploads: int


class VerificationBody(TypedDict):
    """What was looked at once all was done: the ledger's entries that tell of it, and rows that still hold words."""

    sound: bool
    entries_checked: int
    rows_left: int
    message: str


class ErasureBody(TypedDict):
    """One erasure, without a word of what it erased and without whose it was. `judgements` is empty in lists.

    `unfinished` while files may hold what was deleted; then `completed_at` and `verification` are null. `beyond` says
    what no erasure reaches.
    """

    id: str
    state: Literal["complete", "unfinished"]
    basis: Literal["request", "retention"]
    by: str
    why: str
    at: str
    ledger_seq: int
    judgements: list[str]
    deleted: DeletedFilesBody
    completed_at: str | None
    verification: VerificationBody | None
    beyond: list[str]


class ErasuresBody(TypedDict):
    """The last erasures, newest first."""

    erasures: list[ErasureBody]


class ActBody(TypedDict):
    """When, by whom and why something was done, and the ledger's entry of it."""

    at: str
    by: str
    why: str
    ledger_seq: int


class HoldBody(TypedDict):
    """A legal hold. `subject` is null once the candidate it was for is erased, `lifted` while it stands."""

    id: str
    on: HeldWord
    subject: str | None
    stands: bool
    placed: ActBody
    lifted: ActBody | None


class HoldsBody(TypedDict):
    """Every hold there is or was, newest first."""

    holds: list[HoldBody]


class PreviewBody(TypedDict):
    """What erasing a candidate now would delete, and the holds that keep from it."""

    deleted: DeletedBody
    holds: list[HoldBody]


class KeepingBody(TypedDict):
    """For how many days words are kept, and what is past that: `due` answers, and `held` more that stay for a hold.

    `purges_daily` where the service erases what is due by itself. `oldest` is when the first of what is due was given.
    Where it is not `is_whole`, only the newest were looked at: there may be more of both, and the first is not known.
    """

    days: int
    purges_daily: bool
    before: str
    due: int
    held: int
    is_whole: bool
    oldest: str | None
