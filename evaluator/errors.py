"""Every error this program raises on purpose, in one screen.

    EvaluatorError                          code                        what went wrong
    ├── InputError                          (the caller can mend it)
    │   ├── AnswerEmpty                     answer_empty                no words to judge
    │   ├── AnswerTooLong                   answer_too_long             over the limit of characters
    │   ├── AnswerNotText                   answer_not_text             not UTF-8, or control characters
    │   ├── SpeakerUnclear                  speaker_unclear             who the candidate is must be said
    │   ├── CandidateInvalid                candidate_invalid           not usable as a candidate's code
    │   ├── RequestInvalid                  request_invalid             a field is missing or malformed
    │   ├── IdempotencyKeyReused            idempotency_key_reused      same key, different request
    │   ├── SheetUnreadable                 sheet_unreadable            not a table of answers
    │   ├── SheetTooLarge                   sheet_too_large             over the limit of bytes or rows
    │   ├── ColumnsUnclear                  columns_unclear             which column is what must be said
    │   └── RowsRefused                     rows_refused                rows that cannot be judged; every one listed
    ├── NotFound
    │   ├── QuestionUnknown                 question_unknown            no such question (near matches named)
    │   ├── JudgeUnknown                    judge_unknown               no such judge is configured
    │   ├── JudgementUnknown                judgement_unknown           no such judgement
    │   ├── BatchUnknown                    batch_unknown               no such batch
    │   ├── ReviewUnknown                   review_unknown              nothing of the kind to review
    │   ├── CandidateUnknown                candidate_unknown           no words of a candidate of that code
    │   ├── ErasureUnknown                  erasure_unknown             no such erasure
    │   ├── HoldUnknown                     hold_unknown                no such hold stands
    │   └── UserUnknown                     user_unknown                no such user
    ├── AccessError
    │   ├── NotSignedIn                     not_signed_in               no valid token or session
    │   └── NotAllowed                      not_allowed                 signed in, but not for this
    ├── Conflict
    │   ├── UserExists                      user_exists                 the name is taken
    │   ├── LastAdmin                       last_admin                  nobody else could look after the service
    │   ├── JudgementOpen                   judgement_open              still being judged
    │   ├── BatchBusy                       batch_busy                  another process is judging it
    │   ├── JudgeUnfit                      judge_unfit                 its screening found it unfit
    │   ├── JudgementSealed                 judgement_sealed            it waits for this person's own verdicts
    │   ├── ReviewTaken                     review_taken                somebody else is reviewing it, or has
    │   ├── WordsHeld                       words_held                  a legal hold keeps them from being erased
    │   ├── ReviewCommitted                 review_committed            what is committed stays as it is
    │   └── ReviewNotRevealed               review_not_revealed         the blind verdicts come first
    ├── ConfigurationError                  (the operator can mend it)
    │   ├── SettingsInvalid                 settings_invalid            environment or evaluator.toml
    │   ├── BankInvalid                     bank_invalid                questions file; every fault listed
    │   ├── PromptInvalid                   prompt_invalid              prompt files do not fit together
    │   └── CoefficientsInvalid             coefficients_invalid        the matcher's file is damaged
    └── StoreError                          (the machine can mend it)
        ├── DatabaseUnavailable             database_unavailable        missing, refused or unreadable
        ├── DatabaseLocked                  database_locked             another process holds it
        ├── DatabaseOutdated                database_outdated           run `evaluator db upgrade`
        ├── DiskFull                        disk_full                   nothing was written
        ├── OutputRefused                   output_refused              a file of results cannot be written
        └── LedgerBroken                    ledger_broken               an entry does not match its digest

A judge that fails is no error of this tree: its failure is a value (`domain.judgements.Unscored`), stored and shown.
Messages are for people: what, where, what to do. They never hold a candidate's words or a key.
"""

from collections.abc import Sequence


class EvaluatorError(Exception):
    """Root of the tree. `code` is stable and public; `message` is one sentence for a person."""

    code = "internal_error"

    def __init__(self, message: str, *, faults: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.faults = tuple(faults)
        """Single faults behind the message, one line each, where there are several to mend at once."""


class InputError(EvaluatorError):
    """The caller sent something that cannot be judged, and can mend it."""

    code = "request_invalid"


class AnswerEmpty(InputError):
    code = "answer_empty"


class AnswerTooLong(InputError):
    code = "answer_too_long"


class AnswerNotText(InputError):
    code = "answer_not_text"


class SpeakerUnclear(InputError):
    """Several people speak and none is known to be the candidate; `speakers` names them."""

    code = "speaker_unclear"

    def __init__(self, message: str, *, speakers: Sequence[str]) -> None:
        super().__init__(message)
        self.speakers = tuple(speakers)


class CandidateInvalid(InputError):
    code = "candidate_invalid"


class RequestInvalid(InputError):
    code = "request_invalid"


class IdempotencyKeyReused(InputError):
    code = "idempotency_key_reused"


class SheetUnreadable(InputError):
    code = "sheet_unreadable"


class SheetTooLarge(InputError):
    code = "sheet_too_large"


class ColumnsUnclear(InputError):
    """A column is missing or could be either of two; `columns` names those there are, `faults` what is unclear."""

    code = "columns_unclear"

    def __init__(self, message: str, *, columns: Sequence[str], faults: Sequence[str]) -> None:
        super().__init__(message, faults=faults)
        self.columns = tuple(columns)


class RowsRefused(InputError):
    """Rows of a file cannot be judged; `faults` has a line for each fault of each row."""

    code = "rows_refused"


class NotFound(EvaluatorError):
    """What was asked for by name or id does not exist."""

    code = "not_found"


class QuestionUnknown(NotFound):
    """`near` holds ids that look like the one asked for, best first."""

    code = "question_unknown"

    def __init__(self, message: str, *, near: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.near = tuple(near)


class JudgeUnknown(NotFound):
    code = "judge_unknown"


class JudgementUnknown(NotFound):
    code = "judgement_unknown"


class BatchUnknown(NotFound):
    code = "batch_unknown"


class ReviewUnknown(NotFound):
    code = "review_unknown"


class CandidateUnknown(NotFound):
    code = "candidate_unknown"


class ErasureUnknown(NotFound):
    code = "erasure_unknown"


class HoldUnknown(NotFound):
    code = "hold_unknown"


class UserUnknown(NotFound):
    code = "user_unknown"


class AccessError(EvaluatorError):
    """The caller may not do this."""

    code = "not_allowed"


class NotSignedIn(AccessError):
    code = "not_signed_in"


class NotAllowed(AccessError):
    code = "not_allowed"


class Conflict(EvaluatorError):
    """The request does not fit the present state."""

    code = "conflict"


class UserExists(Conflict):
    code = "user_exists"


class LastAdmin(Conflict):
    code = "last_admin"


class JudgementOpen(Conflict):
    code = "judgement_open"


class BatchBusy(Conflict):
    code = "batch_busy"


class JudgeUnfit(Conflict):
    """The judge was screened, found unfit, and nobody said that it may judge all the same."""

    code = "judge_unfit"


class JudgementSealed(Conflict):
    """What the judge says is kept from somebody who is to say it first, blind."""

    code = "judgement_sealed"


class WordsHeld(Conflict):
    """A legal hold stands; `faults` names each."""

    code = "words_held"


class ReviewTaken(Conflict):
    code = "review_taken"


class ReviewCommitted(Conflict):
    code = "review_committed"


class ReviewNotRevealed(Conflict):
    code = "review_not_revealed"


class ConfigurationError(EvaluatorError):
    """The operator's files or environment cannot be used."""

    code = "configuration_invalid"


class SettingsInvalid(ConfigurationError):
    code = "settings_invalid"


class BankInvalid(ConfigurationError):
    code = "bank_invalid"


class PromptInvalid(ConfigurationError):
    code = "prompt_invalid"


class CoefficientsInvalid(ConfigurationError):
    code = "coefficients_invalid"


class StoreError(EvaluatorError):
    """The database or the disk refused."""

    code = "store_error"


class DatabaseUnavailable(StoreError):
    code = "database_unavailable"


class DatabaseLocked(StoreError):
    code = "database_locked"


class DatabaseOutdated(StoreError):
    code = "database_outdated"


class DiskFull(StoreError):
    code = "disk_full"


class OutputRefused(StoreError):
    code = "output_refused"


class LedgerBroken(StoreError):
    code = "ledger_broken"
