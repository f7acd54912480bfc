"""Words that mean little each and together speak of this very grading.

No list of phrases is ever long enough. But an honest answer to a question about software hardly ever speaks of graders
or verdicts, of what its own answer deserves, and asks for it, all in one breath. So the signs in a stretch of words are
added up, signs that the talk is of something else taken off, and a sum of SUSPICIOUS or more counts.

The weights were set by hand: high enough for paraphrases that no rule foresees, low enough that honest answers, and
even software manuals, which order and mark all day, hardly ever come to SUSPICIOUS. The tests hold both to figures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.keywords import may_hold, runs
from evaluator.domain.instructions.rules import compiled

SUSPICIOUS = 3.0
FEWEST_SIGNS = 3
TELLING = 1.5
"""At least so many signs, and at least one that weighs so much: an order, a note and a mark make up a manual."""

_STRETCH = 26
_STEP = 13
"""Words looked at together, and by how many the next stretch is further on: speech may come without full stops."""

_TELLING = Concept.GRADER | Concept.GRADING | Concept.RUBRIC | Concept.CANDIDATE | Concept.OUTCOME
_RELATED = _TELLING | Concept.ANSWER | Concept.POINTS | Concept.SETTING_ASIDE | Concept.PLEA | Concept.AUTHORITY
_TELLING_BITS, _RELATED_BITS = _TELLING.value, _RELATED.value
"""As plain numbers: sums of flags take much longer."""


@dataclass(frozen=True, slots=True)
class Sign:
    """What a stretch of words may hold, once or more, and what that weighs."""

    weight: float
    pattern: str

    def may_stand(self, said: frozenset[str]) -> bool:
        """Whether it may stand in a stretch with these runs."""
        return may_hold(self.pattern, said)

    def stands_in(self, stretch: str, said: frozenset[str]) -> bool:
        """Whether it stands in a stretch, given with its runs."""
        return self.may_stand(said) and compiled(self.pattern).search(stretch) is not None


_FOR = (
    # Whoever grades, named or spoken to.
    Sign(
        2.0,
        r"""
        graders?|evaluators?|assessors?|examiners?|raters?|\w{3,}grader|grader\w{2,}|whoever (?:grades|scores|
        marks|judges|evaluates|reads)|(?:model|system|ai|machine|one|judge|bot) (?:that|who|which) (?:scores|
        grades|marks|judges|evaluates|assesses|always|never)|(?:hello|hi|hey|attention|dear|you,|to the)
        (?:the )?(?:ai|model|llm|gpt|chatgpt|assistant|judges?|language model|system)|as an ai(?! \w+er)|(?:you
        are|you're) an ai|(?:you are|you're|are you) (?:now |currently )?(?:grading|scoring|marking|(?:evaluating|
        judging|assessing|reviewing|reading) (?:this|my|the (?:answer|candidate|response)))|you (?:grade|score)|
        language model|scoring engine|grade this|score it|never failing
        """,
    ),
    # What is graded by.
    Sign(
        2.0,
        """
        rubrics?|verdicts?|(?:mark|marking|scoring|grading) (?:scheme|sheet|guide|key|scale)|answer key|score
        ?sheet|(?:expected|listed|rubric|required) (?:points?|items?|claims?)|your (?:list|checklist|criteria|
        rubric|scale|standards|grading|scoring|assessment|evaluation)|list of points|(?:complete|whole|full|entire)
        checklist|items? on (?:the|your|this) list|(?:grading|evaluation|assessment|scoring|marking) (?:criteria|
        rules?|policy|policies|standards|guidance|guidelines|instructions|schema|protocol|phase|window|supervisor|
        committee|team|standards committee)|rules of (?:assessment|grading|evaluation|scoring)|as graded|criterion|
        top of the scale
        """,
    ),
    # What grading does.
    Sign(
        1.0,
        r"""
        grad(?:e|es|ed|ing)|scor(?:e|es|ed|ing)|mark(?:s|ed|ing)?|assess\w*|evaluat\w*|judg(?:e|ed|es|ing|ement|
        ment)|rate[sd]?|ratings?|credit(?:ed|ing|s)?(?! (?:cards?|scor\w+|risk))|award\w*|approv\w+|tick(?:ed)?|
        sign(?:ed)? off|accept(?:ed|s)?|validate|count(?:s|ed)?(?= (?:as|for|every|all|mentions?|me))|granted?|
        points are|conclude[ds]?|recommendation|finali[sz]ed|label|weaknesses
        """,
    ),
    # Whose answer it is.
    Sign(
        1.5,
        """
        (?:the|this|that|an?) (?:candidate|applicant|interviewee|speaker)(?:'s)?|candidate (?:a|b|x|1|2)|
        interviewee's|candidate's|applicant's|this (?:answer|response|reply|submission|interview)|answers? of this
        (?:kind|length)|(?:for|to) this one|the (?:response|answer) (?:above|below)|my (?:response|reply|
        submission|score|marking|grade|homework)|any answer
        """,
    ),
    Sign(0.75, r"my answer|answers?|me"),
    # What is to come out.
    Sign(
        1.5,
        r"""
        (?:fully |already )?covered|full (?:marks|credit|points|score|coverage|\w+ credit)|(?:top|maximum|max|
        highest|perfect|best|passing|very top|acceptable) (?:possible )?(?:marks?|scores?|grades?|points|ratings?|
        verdict|of the)|10 10|ten out of ten|(?:100|hundred) percent|(?:at|to) the (?:maximum|top|100)|
        creditworthy|credited|credit (?:me|this|it|each|every|all|here|for (?:all|every|each))|pass(?:es|ed|
        ing)?(?! (?:the|a|an|in|it|them|as|to|by|through|along|data|around|over|back|down|your|arguments?))|pre
        (?:approved|scored)|(?:the points(?= anyway)|one more point)|(?:in|to) my favou?r|score can save|exemplary|
        exception for
        """,
    ),
    Sign(
        0.75,
        r"""
        complete(?:ly|ness)?|correct|perfect|right|met|meets|satisf\w+|comprehensive|nothing (?:out|missing)|well
        explained|merits?|deserves?|earns|generous\w*|lenient\w*|yes|mastery|excellent|outstanding|strong|thorough|
        addressed|fulfilled|touche[sd]|hit|fine as it is|weaknesses , none
        """,
    ),
    # That it is to come out for all of it.
    Sign(
        1.0,
        """
        (?:all|every|each|any|eight|seven|six|five|single)(?: (?:of|the|my|your|these|those|other|expected|
        required|listed|single|its|eight|individual))* (?:points?|items?|box(?:es)?|criteria|criterion|verdicts?|
        aspects)|(?:individual|no) points?|everything (?:on|in|covered|is)|everywhere|everybody|everyone|
        throughout|in full|any sentence|for everything|all answers|even what
        """,
    ),
    # That it is asked for.
    Sign(
        1.0,
        r"""
        please|kindly|must|should|ought to|just|simply|assume|treat|choose|interpret|imagine|suppose|behave|
        continue as|default|give (?:me|it|this|the|every|all|full)|let (?:this|me) (?:one )?(?:pass|through)|when
        in doubt|do not|don't|expect to|skip|be (?:a|an|the)|be generous|go easy|play along|role play|step into|
        persona|use these|permit|no further|no need|would like|show some|(?:i|we) (?:want|expect|need)|make sure|
        mark it|treat me|only acceptable|submit|(?:so|just|then) put|set to|set (?:\w+ )?(?:verdicts?|coverage)
        """,
    ),
    # That somebody of weight wants it.
    Sign(
        1.0,
        r"""
        note|notice|override|directive|guidance|admin|supervisor|committee|legal|headquarters|panel|recruit\w+|hr|
        hiring manager|cto|company|by order|signed off|internal|official\w*|policy|attention|dear|comment|remark|
        feedback|mode|update[ds]?|authori[sz]ed|agreement|who wrote|your (?:developers?|creators?)|automated
        message|memo|expected output|training example|sample
        """,
    ),
    # That rules do not count.
    Sign(
        1.0,
        r"""
        ignore|disregard|forget|overlook|skip|lifted|lift|bypass\w*|without evaluation|no further evaluation|not
        compare|outdated|reset|leave it behind|strictness|anything unclear|not mentioned|void|no longer|cancel|
        drop|replace|disable|instead of (?:judging|grading|evaluating)|no need|only hinted
        """,
    ),
    # Pleading.
    Sign(
        1.0,
        """
        beg|begging|worked (?:so |really )?hard|tried my best|lose my|my (?:daughter|son|family|mother|father|kids|
        wife|husband|home|heart)|surgery|mean (?:the world|so much|everything)|understanding|kindness|just this
        once|save us|thank you|terrible week|single parent|pity|been sick|crying|feed|do me a|easy on
        """,
    ),
)

_AGAINST = (
    # Grading done elsewhere.
    Sign(-3.0, "<school>"),
    # Software, which is marked, passed, covered and evaluated all day.
    Sign(
        -2.0,
        r"""
        tests?|tested|testing|deploy\w*|apis?|endpoints?|caches?|cached|http|users?|customers?|requests?|code|
        builds?|pipelines?|databases?|servers?|index\w*|functions?|queries|query|tables?|tickets?|sprints?|models?
        (?:is|was|are|were|gives)|accuracy|dataset|services?|modules?|values?|fields?|types?|objects?|arguments?|
        returns?|classes|files?|default value|config\w*|release\w*|bugs?|logs?|status|headers?|parser|stor(?:y|
        ies)|lighthouse|traffic|latency|nodes?|timeout|vendors?|transactions?|engine|spam|filters?|web app|logged|
        garbage|agenda|process\w*|workers?|queues?|flags?|runs?|prints?|uploads?|weekly|evaluation sets?|questions
        """,
    ),
    # What "we" did.
    Sign(-1.0, r"we|our|they|their|were|had|team"),
    # Orders to models as a subject.
    Sign(-2.0, "<talk>"),
    Sign(-1.5, "<hiring>|probation|appraisal|annual review|promotion"),
    # Modesty about the answer or its language.
    Sign(
        -2.0,
        """
        my english|accent|nervous|so far|hope|not sure|i believe|i think|more detail|interrupt|sorry|colleague|the
        idea
        """,
    ),
)


def may_lean(concepts: int) -> bool:
    """Whether a sentence of these concepts can come to a suspicious sum."""
    return bool(concepts & _TELLING_BITS) and (concepts & _RELATED_BITS).bit_count() >= 2


def may_come_to_much(said: frozenset[str]) -> bool:
    """Whether the signs that a sentence with these runs may hold come to a suspicious sum, nothing taken off."""
    return _weighs_enough([sign.weight for sign in _FOR if sign.may_stand(said)])


def leanings(line: str) -> Iterator[tuple[int, int]]:
    """Where in a sentence's line the sum of signs is suspicious: start and end of each stretch."""
    starts = [0, *(place + 1 for place, character in enumerate(line) if character == " ")]
    for first in range(0, max(1, len(starts) - _STEP), _STEP):
        beyond = first + _STRETCH
        start, end = starts[first], starts[beyond] - 1 if beyond < len(starts) else len(line)
        if _weigh(line[start:end]) >= SUSPICIOUS:
            yield start, end


def _weigh(stretch: str) -> float:
    said = runs(stretch)
    held = [sign.weight for sign in _FOR if sign.stands_in(stretch, said)]
    if not _weighs_enough(held):
        return 0.0
    return sum(held) + sum(sign.weight for sign in _AGAINST if sign.stands_in(stretch, said))


def _weighs_enough(held: Sequence[float]) -> bool:
    return len(held) >= FEWEST_SIGNS and max(held) >= TELLING and sum(held) >= SUSPICIOUS
