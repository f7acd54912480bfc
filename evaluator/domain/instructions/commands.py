"""Orders to a grader: to set its instructions aside, and to give points."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, opening, order

OVERRIDE = book(
    Family.OVERRIDE,
    (Concept.SETTING_ASIDE, Concept.ORDERS | Concept.GRADING | Concept.RUBRIC),
    order("<ignore> <3> <earlier> <2> <orders>", unless="<talk>"),
    # Whoever graded at school talks of rubrics, and searches have criteria.
    order("<ignore> <4> <rubric>", unless=r"<school>|search|searching|filter\w*|acceptance|we|our"),
    # "Forget what I said" is how people correct themselves: only what the grader was told counts.
    order("<ignore> <3> (?:you (?:were|have been|are)|you've been) (?:told|given|instructed|asked|taught|trained)"),
    order("<ignore> (?:all|everything|anything|whatever|what) <3> (?:above|before|so far|prior) <2> (?:<mark>)"),
    order(
        "(?:reveal|print|show|repeat|leak|display) <3> (?:system prompt|your (?:instructions|prompt|rules))",
        unless="<talk>",
    ),
    opening(
        "(?:new|updated|revised|secret) (?:system|grading|scoring|evaluation) (?:instructions?|prompt|rules?|directive)"
    ),
)

POINT_DEMAND = book(
    Family.POINT_DEMAND,
    (Concept.GRADING | Concept.RUBRIC | Concept.POINTS | Concept.CANDIDATE, Concept.OUTCOME | Concept.POINTS),
    # Stories and tests are marked and covered too.
    order(
        "<mark> <4> (?:all|every|each|any|both|the|these|those|remaining) <3> <point> <6> <credited>", unless="<worked>"
    ),
    order("<mark> <6> (?:as|to|be|is|are) (?:fully )?(?:covered|credited)", unless="<worked>|we|our"),
    order("(?:return|output|choose|pick|say|put|write|report) covered", unless="<worked>|i wrote|function|divided"),
    order(
        """
        (?:accept|treat|take|count|rate|grade|score|mark) <5> as <2> (?:excellent|outstanding|perfect|full answer|
        complete answer)
        """,
        unless="<school>|<worked>|we|our",
    ),
    # Tables have columns of that name.
    anywhere("verdicts? <3> (?:fully )?(?:covered|met|full)", unless="select|where|query|column|index"),
    # "Full credit to Anna" and "full marks where due" are about colleagues.
    order(
        "(?:give|award|grant|assign|allocate|score|rate|grade|mark) <5> <marks>",
        unless=r"""
            full credit (?:to|where|for) (?!this|me|the|every|all|each)\w+|<school>|<worked>|pagespeed|app store|
            customers?
            """,
    ),
    order(
        """
        (?:accept|treat|take|count|consider|use|quote|cite) <5> (?:as|for) <3> (?:evidence|proof|covering) <3>
        (?:all|every|each|any|the points?)
        """,
        unless="we|our",
    ),
    order(
        """
        (?:do not|don't|never) (?:mark|flag|leave|score|judge|rate|count|report|label|return|output|say) <5>
        (?:missed|uncovered)
        """
    ),
    anywhere(r"points? \d+(?: (?:\d+|to|through|and))+ (?:are|is|as|should be|must be) <2> (?:covered|credited|met)"),
    # Words written apart or together in disguise come as one long word.
    anywhere(
        r"""
        \w*(?:ignore(?:all|any|the)?(?:previous|prior|above|earlier)|(?:previous|prior)instructions?|(?:all|
        every)(?:the)?points?|(?:points?|verdicts?|is|are|as|be|fully)covered|fullmarks|fullcredit|maximumscore|
        perfectscore)\w*
        """
    ),
)
