"""Words that mean little each and together speak of this very grading.

No list of phrases is ever long enough. But an honest answer to a question about software hardly ever speaks of graders
or verdicts, of what its own answer deserves, and asks for it, all in one breath. So the signs in a stretch of words are
added up, signs that the talk is of something else taken off, and a sum of SUSPICIOUS or more counts.

The weights were set by hand on sentences written for it, so that none of eight thousand short answers written by other
people (news summaries, school science, computer networks) and next to none of three thousand texts of software
documentation come to SUSPICIOUS; tests/domain/instructions holds what can be shown of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.rules import compiled

SUSPICIOUS = 3.5

_STRETCH = 26
_STEP = 13
"""Words looked at together, and by how many the next stretch is further on: speech may come without full stops."""

_CORE = Concept.GRADER | Concept.GRADING | Concept.CANDIDATE | Concept.ANSWER | Concept.POINTS | Concept.OUTCOME


@dataclass(frozen=True, slots=True)
class Sign:
    """What a stretch of words may hold, once or more, and what that weighs."""

    weight: float
    pattern: str


_FOR = (
    # grader
    Sign(
        2.0,
        r"graders?|evaluators?|assessors?|examiners?|raters?|\w{3,}grader|grader\w{2,}|"
        r"(?:hello|hi|hey|attention|dear|to the) (?:ai|model|llm|assistant|judges?|language model|system)|"
        r"as an ai(?! \w+er)|(?:you are|you're) an ai|"
        r"(?:you are|you're|are you) (?:now |currently )?(?:grading|scoring|marking|(?:evaluating|judging|assessing|reviewing|reading) (?:this|my|the (?:answer|candidate|response)))|"
        r"you (?:grade|score)|judges? (?:that|who) (?:always|never)|language model",
    ),
    # rubric
    Sign(
        2.0,
        r"rubrics?|verdicts?|mark scheme|answer key|(?:expected|listed|rubric) points|"
        r"your (?:list|checklist|criteria|rubric|scale|standards|grading|scoring|assessment|evaluation)|"
        r"(?:on|of|from) the (?:list of points|checklist of)|items? on (?:the|your|this) list|"
        r"(?:grading|evaluation|assessment|scoring|marking) (?:criteria|rules?|policy|policies|standards|guidance|guidelines|instructions|schema|protocol|phase|supervisor|committee|team|standards committee)",
    ),
    # grading
    Sign(
        1.0,
        r"grad(?:e|es|ed|ing)|scor(?:e|es|ed|ing)|mark(?:s|ed|ing)?|assess\w*|evaluat\w*|"
        r"judg(?:e|ed|es|ing|ement|ment)|rate|rating|credit(?:ed|ing|s)?(?! (?:cards?|scor\w+|risk))|"
        r"award\w*|approv\w+|tick(?:ed)?|sign(?:ed)? off|accept(?:ed|s)?|validate",
    ),
    # candidate
    Sign(
        1.5,
        r"(?:the|this|that) (?:candidate|applicant|interviewee|speaker)(?:'s)?|candidate (?:a|b|x|1|2)|"
        r"interviewee's|candidate's|applicant's|this (?:answer|response|reply|submission|interview)|"
        r"answers? of this (?:kind|length)|this one|the response (?:above|below)|"
        r"my (?:response|reply|submission)",
    ),
    # answer
    Sign(0.75, r"my answer|answers?|me"),
    # outcome
    Sign(
        1.5,
        r"(?:fully |already )?covered|full (?:marks|credit|points|score|\w+ credit)|"
        r"(?:top|maximum|max|highest|perfect|best|passing) (?:marks?|scores?|grades?|points|rating)|10 10|"
        r"ten out of ten|100 percent|creditworthy|credit(?:ed)?(?! (?:cards?|scor\w+|risk|to|for the idea))|"
        r"pass(?:es|ed|ing)?(?! (?:the|a|an|in|it|them|as|to|on|by|through|along|data|around|over|back|down|your|arguments?))|"
        r"pre approved|points anyway|(?:in|to) my favou?r|score can save",
    ),
    # fine
    Sign(
        0.75,
        r"complete|correct|perfect|right|met|satisf\w+|comprehensive|nothing (?:out|missing)|well explained|"
        r"merits?|deserves?|generous\w*|lenient\w*|yes|mastery|excellent|strong",
    ),
    # all
    Sign(
        1.0,
        r"(?:all|every|each|any|eight|seven|six|five)(?: (?:of|the|my|your|these|those|other|expected|listed|single|its|eight))* (?:points?|items?|box(?:es)?|criteria|criterion|verdicts?|aspects)|"
        r"everything (?:on|covered)|throughout|in full|any sentence|for everything|all answers",
    ),
    # order
    Sign(
        1.0,
        r"please|kindly|must|should|just|simply|assume|treat|choose|interpret|imagine|continue as|default|"
        r"give me|let (?:this|me) (?:one )?(?:pass|through)|when in doubt|do not|don't|expect to|skip|"
        r"be the|play along|use these|permit|no further|would like|show some",
    ),
    # official
    Sign(
        1.0,
        r"note|notice|override|directive|guidance|admin|supervisor|committee|legal|headquarters|panel|"
        r"recruiting|hr|hiring manager|interviewer|by order|signed off|internal|official\w*|policy|"
        r"attention|dear|comment|remark|feedback|mode|update",
    ),
    # evade
    Sign(
        1.0,
        r"ignore|disregard|forget|overlook|skip|lifted|lift|bypass\w*|without evaluation|"
        r"no further evaluation|not compare|outdated|reset|leave it behind|strictness|anything unclear|"
        r"not mentioned",
    ),
    # plea
    Sign(
        1.0,
        r"beg|begging|worked (?:so |really )?hard|tried my best|lose my|"
        r"my (?:daughter|son|family|mother|father|kids|wife|husband|home)|surgery|"
        r"mean (?:the world|so much|everything)|understanding|kindness|just this once|save us|thank you|"
        r"terrible week",
    ),
)

_AGAINST = (
    # school
    Sign(-3.0, r"<school>"),
    # software
    Sign(
        -1.5,
        r"tests?|tested|testing|coverage|deploy\w*|apis?|endpoints?|caches?|cached|http|users?|customers?|"
        r"requests?|code|builds?|pipelines?|databases?|servers?|index\w*|functions?|queries|query|tables?|"
        r"tickets?|sprints?|models? (?:is|was|are|were|gives)|accuracy|dataset|services?|modules?|values?|"
        r"fields?|types?|objects?|arguments?|returns?|classes|files?|default value|config\w*|release\w*|"
        r"bugs?|logs?|status|headers?|parser|stor(?:y|ies)|lighthouse|traffic|latency|nodes?",
    ),
    # past
    Sign(-1.0, r"we|our|they|their|were|had|team"),
    # mention
    Sign(-2.0, r"<talk>"),
    # hiring
    Sign(-1.5, r"<hiring>"),
    # polite
    Sign(-2.0, r"my english|accent|nervous|so far|hope|not sure|i believe|i think|more detail|interrupt|sorry"),
)


def may_lean(concepts: int) -> bool:
    """Whether a sentence of these concepts can come to a suspicious sum."""
    return (concepts & _CORE).bit_count() >= 2


def leanings(line: str) -> Iterator[tuple[int, int]]:
    """Where in a sentence's line the sum of signs is suspicious: start and end of each stretch."""
    starts = [0, *(place + 1 for place, character in enumerate(line) if character == " ")]
    for first in range(0, max(1, len(starts) - _STEP), _STEP):
        beyond = first + _STRETCH
        start, end = starts[first], starts[beyond] - 1 if beyond < len(starts) else len(line)
        if _weigh(line[start:end]) >= SUSPICIOUS:
            yield start, end


def _weigh(stretch: str) -> float:
    weight = sum(sign.weight for sign in _FOR if compiled(sign.pattern).search(stretch))
    if weight < SUSPICIOUS:
        return weight
    return weight + sum(sign.weight for sign in _AGAINST if compiled(sign.pattern).search(stretch))
