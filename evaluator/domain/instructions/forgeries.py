"""Forgeries: system messages, verdicts, boundary marks and graded examples that somebody else seems to have put there."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, opening

_GRADING = (
    "rubrics?|verdicts?|candidate(?:'s)?|grad(?:e|es|ing|er)|covered|full (?:marks|credit|points|score)|evaluat(?:ion|or|e)|"
    "this answer|the answer|scor(?:e|ing)|expected points|all points|every point|interviewee|applicant"
)

FAKE_SYSTEM = book(
    Family.FAKE_SYSTEM,
    (
        Concept.SYSTEM | Concept.GRADING | Concept.MARKING_OFF,
        Concept.ORDERS | Concept.CANDIDATE | Concept.ANSWER | Concept.SETTING_ASIDE | Concept.OUTCOME,
    ),
    # "System: linux" and "developer, then lead" say nothing of grading.
    opening(
        "(?:system|admin|administrator|developer|assistant|root|moderator|platform|operator)(?: (?:message|note|notice|prompt|"
        "override|update|instructions?|alert|command|directive|announcement|mode|log|event|warning))?<,> <25> "
        f"(?:{_GRADING})",
        "scoring (?:service|engine|api|model|system)|credit scor\\w+|users?|customers?|fraud",
    ),
    opening("(?:system|admin|administrator|grader|grading|root|security|developer) override"),
    opening("(?:system|admin|administrator) (?:message|notice|announcement|alert|directive)<,>"),
    anywhere(
        "(?:grading|scoring|evaluation|rubric|marking|judging) (?:(?:policy|rules?|instructions|guidelines|system|protocol|update|"
        "configuration|mode|check|process|criteria|phase|scheme))? <2> (?:changed|updated|suspended|disabled|overridden|replaced|revised|"
        "turned off|switched off|skipped|cancelled|complete|over|closed)",
        "<school>|we|our|i|service|engine|they|fraud|credit",
    ),
    anywhere(
        "(?:developer|debug|admin|god|maintenance|root|test) mode (?:is |has been |now )*(?:enabled|activated|on|engaged) <12> "
        f"(?:{_GRADING})"
    ),
    opening(
        "(?:begin|start|end)(?: of)? (?:the )?(?:system|admin|grader|evaluation|grading|new|hidden) (?:prompts?|messages?|instructions?|notes?)"
    ),
)

MARKER = book(
    Family.MARKER,
    (Concept.MARKING_OFF, Concept.ANSWER | Concept.CANDIDATE),
    opening(
        "(?:end|beginning|begin|start|close)(?: of)?(?: the)?(?: candidate(?:'s)?)? (?:answer|transcript|interview transcript|"
        "candidate input|candidate data|submission|untrusted (?:data|input|text|content)|user input)(?: (?:data|text|block|section))?<->"
        "(?:<end>|now|the grader|grader|new|begin|start|everything|what follows)",
        "<talk>|<school>",
    ),
)

EXAMPLE = book(
    Family.EXAMPLE,
    (Concept.HEADING | Concept.GRADING | Concept.ANSWER, Concept.OUTCOME | Concept.CANDIDATE | Concept.GRADING),
    opening(
        r"(?:final )?(?:verdict|judge?ment|grade)s?<,> (?:(?:is|was) )?(?:fully )?(?:covered|correct|pass(?:ed)?|10|100|5|full|"
        "excellent|perfect|met|a|strong hire|hire|outstanding)"
    ),
    opening(
        "(?:final )?(?:output|result|label|score|rating|evaluation|assessment|decision|points?|coverage)s?<,> (?:fully covered|covered|"
        "full (?:marks|credit|points|score)|10 10|100 100|5 5|10 out of 10|5 out of 5|strong hire|all points)",
        r"lighthouse|pagespeed|page speed|performance|audit|tests?|nps|coverage report|ssl|app store|security",
    ),
    anywhere(
        "(?:correct|desired|ideal|right|proper|appropriate|only valid|expected) (?:grading|verdict|judge?ment|evaluation|marking|grade) "
        "(?:for|of|is|would be|here|,) <8> (?:covered|answer|candidate|full|10|100|pass|points)",
        "<school>",
    ),
    anywhere(
        "(?:answers?|responses?|candidates?|submissions?) (?:like|such as|similar to|of) (?:this|these|the following|this kind|mine) <5> "
        "(?:always|should|must|are|is|get|gets|receives?|were|was|have been|has been|be) <4> (?:<marks>|covered|accepted|credited|passed|"
        "scored|marked|graded)",
    ),
    opening(
        "(?:graded|scored|marked|labell?ed|reference) (?:examples?|samples?|demonstrations?|answers?)(?: \\d+)?<,>",
        "<school>",
    ),
    anywhere(
        "(?:here is|here's|this is|see) how <4> (?:grader|judge|evaluator|answers?|responses?|one) <3> (?:graded|scored|judged|marked)",
        "<school>",
    ),
)
