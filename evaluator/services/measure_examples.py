"""What a judge was shown before the answers that it is measured on, in words and as a table."""

from collections.abc import Iterator

from evaluator.domain.measures.report import JudgeReport
from evaluator.domain.measures.shown import is_set_up

HEADS = ("question", "judgement", "its mark in the ledger", "shown before answers")


def examples_words(judge: JudgeReport) -> str | None:
    """Whether it was measured as it judges, with its examples; None of a judge that is shown none anyway."""
    examples, answers = judge.examples, judge.overall.answers
    if examples.shown:
        count = len(examples.shown)
        one, many = "1 reviewed answer was shown to it as an example", "reviewed answers were shown to it as examples"
        what = one if count == 1 else f"{count:,} {many}"
        before = f"before {examples.answers:,} of the {answers:,} answers"
        return f"{what}, {before}; never the answer that it was about to judge."
    if is_set_up(judge.identity):
        return (
            "It is set up to be shown reviewed answers as examples, and none was marked that fits these questions: it "
            "was measured without any."
        )
    return None


def example_rows(judge: JudgeReport) -> Iterator[tuple[str, ...]]:
    """Each example, under HEADS; nothing of its words."""
    for one in judge.examples.shown:
        yield one.question_id, one.judgement_id, one.mark, f"{one.answers:,}"
