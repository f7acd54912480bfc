"""Forgeries: system messages, boundary marks and graded examples that somebody else seems to have put there."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, opening

FAKE_SYSTEM = book(
    Family.FAKE_SYSTEM,
    (
        Concept.SYSTEM,
        Concept.ORDERS | Concept.GRADING | Concept.RUBRIC | Concept.CANDIDATE | Concept.ANSWER | Concept.SETTING_ASIDE,
    ),
    # "System: linux" and "developer, then lead" say nothing of grading.
    opening(
        """
        (?:system|admin|administrator|developer|assistant|root|moderator|platform|operator)(?: (?:message|note|
        notice|prompt|override|update|instructions?|alert|command|directive|announcement|mode|log|event|
        warning))?<,> <25> <grading>
        """,
        unless=r"scoring (?:service|engine|api|model|system)|credit scor\w+|users?|customers?|fraud",
    ),
    opening("(?:system|admin|administrator|grader|grading|root|security|developer) override"),
    opening("(?:system|admin|administrator) (?:message|notice|announcement|alert|directive)<,>"),
    anywhere(
        """
        (?:developer|admin|god|maintenance|root|lenient) mode (?:is |has been |now )*(?:enabled|activated|on) <12>
        <grading>
        """
    ),
)

MARKER = book(
    Family.MARKER,
    (Concept.MARKING_OFF, Concept.ANSWER | Concept.CANDIDATE),
    opening(
        """
        (?:end|beginning|begin|start|close)(?: of)?(?: the)?(?: candidate(?:'s)?)? (?:answer|response|transcript|
        interview transcript|candidate input|submission|untrusted (?:data|input|text|content)|user input)<->
        (?:now|the grader|grader|evaluator|new|everything|what follows)
        """,
        unless="<talk>|<school>",
    ),
    opening(
        """
        (?:end|beginning|begin|start)(?: of)?(?: the)? (?:candidate(?:'s)? (?:answer|response|input)|answer|
        transcript|submission)<end>
        """,
        unless="<talk>|<school>",
    ),
)

EXAMPLE = book(
    Family.EXAMPLE,
    (
        Concept.HEADING | Concept.GRADING | Concept.RUBRIC,
        Concept.OUTCOME | Concept.CANDIDATE | Concept.GRADING | Concept.RUBRIC,
    ),
    opening(
        """
        (?:final )?(?:verdict|judge?ment|grade)s?<,> (?:(?:is|was) )?(?:fully )?(?:covered|correct|pass(?:ed)?|10|
        100|5|full|excellent|perfect|met|a|strong hire|hire|outstanding)
        """,
        unless="files?|columns?|one of|schema",
    ),
    # Audits have scores as well.
    opening(
        """
        (?:final )?(?:output|result|label|score|rating|evaluation|assessment|decision|points?|coverage)s?<,>
        (?:fully covered|covered|full (?:marks|credit|points|score)|10 10|100 100|5 5|10 out of 10|5 out of 5|
        strong hire|all points)
        """,
        unless=r"pagespeed|page speed|performance|nps|ssl|app store|security|<worked>",
    ),
    opening(
        r"(?:graded|scored|marked|labell?ed) (?:examples?|samples?|demonstrations?|answers?)(?: \d+)?<,>",
        unless="<school>",
    ),
    anywhere(
        """
        (?:similar|such|previous|earlier|other) (?:answers|responses|candidates|submissions) <6> (?:were|are|was|
        get|got|receive|received|have been) <3> (?:<marks>|covered|credited|(?:graded|marked|scored|rated) as)
        """,
        unless="<school>|<hiring>",
    ),
    anywhere(
        """
        (?:answers?|responses?|candidates?|submissions?) (?:like|such as|similar to|of) (?:this|these|the
        following|mine) <5> (?:always|should|must|are|is|gets?|receives?|were|was|have been|has been|be) <4>
        (?:<marks>|covered|accepted|credited)
        """
    ),
)
