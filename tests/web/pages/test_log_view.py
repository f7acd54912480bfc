from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from evaluator.domain.judgements import Flag, FlagCode, Judgement, JudgementId, Reason, Status, Unscored, Verdict
from evaluator.domain.ledger import Following
from evaluator.services.audit_log import LogPage
from evaluator.services.orders import JudgementFilter
from evaluator.web.pages.figures import Range
from evaluator.web.pages.log_view import LogRow, LogView, log_view
from tests.audit_fakes import line_of
from tests.web.pages.specimens import BANK, MATCHER, PRIMARY, judgement, unscored


def shown(
    *judged: Judgement, wanted: JudgementFilter | None = None, cursor: str | None = None, is_first: bool = True
) -> LogView:
    page = LogPage(tuple(line_of(one) for one in judged), cursor)
    return log_view(page, wanted or JudgementFilter(), BANK, [PRIMARY, MATCHER], is_first=is_first)


def test_a_row_tells_of_one_judgement() -> None:
    (row,) = shown(judgement()).rows
    assert (row.id, row.number, row.candidate, row.question) == ("j-1", "18\u00a0207", "C-1042", "Keeping bread")
    assert (row.result, row.look, row.is_suspicion) == (Range(50, 79, 70), "quote not in the answer", False)
    assert (row.judge, row.ordered_by, row.is_shared) == ("primary", "ada", False)


def test_of_several_flags_the_weightiest_is_shown() -> None:
    flags = (Flag(FlagCode.TOO_SHORT), Flag(FlagCode.CANARY_CREDITED))
    (row,) = shown(judgement(flags=flags)).rows
    assert (row.look, row.is_suspicion) == ("credited a decoy point", True)


def test_an_unscored_judgement_has_no_result() -> None:
    (row,) = shown(unscored(Unscored(Reason.CANCELLED, "Called off."))).rows
    assert (row.result, row.look) == (None, "")


def test_a_shared_judgement_is_told_from_one_that_was_paid_for() -> None:
    assert shown(judgement(shared_from=JudgementId("j-0"))).rows[0].is_shared


def test_a_question_that_left_the_bank_is_named_by_its_id() -> None:
    assert shown(judgement(question_id="butter")).rows[0].question == "butter"


def test_what_is_filtered_for_stays_chosen() -> None:
    wanted = JudgementFilter(
        question_id="cheese", candidate="C-1", judge="matcher", status=Status.UNSCORED, flag=FlagCode.TOO_SHORT
    )
    view = shown(wanted=wanted)
    choices = (view.questions, view.judges, view.statuses, view.flags)
    assert [[each.label for each in kind if each.is_chosen] for kind in choices] == [
        ["Keeping cheese"],
        ["matcher"],
        ["Not scored"],
        ["Very short"],
    ]
    assert view.values["candidate"] == "C-1"
    assert view.has_more_set
    assert len(view.chips) == 5


def test_a_judge_that_is_no_longer_set_up_can_still_be_filtered_for() -> None:
    view = shown(wanted=JudgementFilter(judge="gone"))
    assert [each.label for each in view.judges if each.is_chosen] == ["gone"]


def test_seeing_only_ones_own_is_no_filter_to_be_cleared() -> None:
    view = shown(wanted=JudgementFilter(created_by="ida"))
    assert (view.is_own, view.chips, view.has_more_set) == (True, (), False)


def test_the_way_to_older_judgements_keeps_the_filters() -> None:
    wanted = JudgementFilter(question_id="bread", candidate="C & A", flag=FlagCode.TOO_SHORT)
    address = urlsplit(shown(judgement(), wanted=wanted, cursor="2026/1").older)
    assert address.path == "/audit"
    assert parse_qs(address.query) == {
        "question_id": ["bread"],
        "candidate": ["C & A"],
        "flag": ["too_short"],
        "cursor": ["2026/1"],
    }


def test_the_last_page_has_nothing_older() -> None:
    assert shown(judgement()).older == ""


def test_how_many_are_shown_is_told() -> None:
    assert (
        shown(judgement(), replace(judgement(), id=JudgementId("j-2"))).summary
        == "2\u00a0judgements shown, newest first."
    )


def test_how_far_back_was_looked_is_told_where_a_page_ends_early() -> None:
    page = LogPage((), "2026/1", judgement().created_at)
    view = log_view(page, JudgementFilter(judge="gone"), BANK, [PRIMARY], is_first=True)
    assert view.searched_to is not None
    assert view.older.startswith("/audit?judge=gone&cursor=")


def test_how_far_words_are_found_is_told_while_the_index_catches_up() -> None:
    page, wanted = LogPage((), None), JudgementFilter(text="bread")
    behind = log_view(page, wanted, BANK, [PRIMARY], is_first=True, indexed=Following(18_000, 18_214))
    level = log_view(page, wanted, BANK, [PRIMARY], is_first=True, indexed=Following(18_214, 18_214))
    assert (behind.indexed_to, level.indexed_to) == ("#18\u00a0000", "")


def test_the_points_to_choose_from_are_those_of_the_question() -> None:
    assert shown().points == ()
    assert len(shown(wanted=JudgementFilter(question_id="bread")).points) == len(BANK.questions[0].points)


def test_of_what_is_sealed_no_result_is_told() -> None:
    one = judgement(id=JudgementId("j-1"))
    page = LogPage((line_of(one),), None)

    def rows(wanted: JudgementFilter) -> tuple[LogRow, ...]:
        return log_view(page, wanted, BANK, [PRIMARY], is_first=True, sealed=frozenset({one.id})).rows

    (row,) = rows(JudgementFilter(text="bread"))
    assert (row.is_sealed, row.result, row.look) == (True, None, "")
    for telling in (
        JudgementFilter(status=Status.SCORED),
        JudgementFilter(flag=FlagCode.TOO_SHORT),
        JudgementFilter(needs_review=True),
        JudgementFilter(verdict=Verdict.MISSED),
        JudgementFilter(coverage_from=1),
        JudgementFilter(coverage_to=99),
    ):
        assert rows(telling) == ()
