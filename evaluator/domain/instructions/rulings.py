"""Rulings: what is decreed about this very grading, whoever is said to decree it, and the part it gives the grader."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, order

_SOFTWARE = r"""
    <worked>|<school>|<hiring>|we|our|requests?|data|orders?|customers?|users?|servers?|services?|files?|loans?|claims?
    (?:handler|department)|merge|pull|branch|build
    """
_ENDORSED = """
    approved|accepted|credited|granted|fulfill?ed|passed|found|said|made|awarded|recorded|present|there|in order|met
    """
_ONE = "points?|items?|lines?|criteri(?:a|on)|expectations?|boxes|box|counts?|requirements?"
_JUDGE = r"""
    judge|grader|examiner|assessor|evaluator|recruiter|robot|assistant|advocate|teacher|professor|grandmother|machine|
    model|interviewer|reviewer
    """

RULING = book(
    Family.OVERRIDE,
    (
        Concept.GRADING | Concept.RUBRIC | Concept.POINTS | Concept.ORDERS | Concept.OUTCOME,
        Concept.SETTING_ASIDE | Concept.OUTCOME | Concept.ORDERS | Concept.GRADING | Concept.POINTS,
    ),
    anywhere(
        r"""
        (?:rules?|instructions?|criteria|guidance|guidelines?|brief|rubric|prompt|assessment) <2> (?:you|given|stated|
        above|handed|before|is|are|was|has been) <6> (?:no longer|do not|don't|void|cancell?ed|withdrawn|outdated|
        out of date|inverted|reversed|suspended)
        """,
        unless="<talk>|<worked>|<school>|we|our|customers?",
    ),
    anywhere(
        f"(?:each|every|all|any) (?:of )?(?:the )?(?:\\w+ )?(?:{_ONE}) <2> (?:is|are|be|was|were) <3> (?:{_ENDORSED})",
        unless=_SOFTWARE,
    ),
    anywhere(
        """
        (?:everything|the (?:full|whole|complete|entire) list) (?:is|has|shall|must|should) <2> (?:to be|be|been) <1>
        (?:approved|accepted|credited|granted|fulfilled|passed|awarded)
        """,
        unless=_SOFTWARE,
    ),
    anywhere(f"no (?:{_ONE}) <2> (?:left|stays?|remains?|be) <2> (?:open|unmet|blank|missed)", unless=_SOFTWARE),
    order(
        f"(?:put|place|set|add) <3> (?:ticks?|check ?marks?) <3> (?:every|each|all) <2> (?:{_ONE})", unless=_SOFTWARE
    ),
    order(
        """
        (?:skip|stop|don't|do not|no need to|need not) <2> (?:checking|check|comparing|compare|look(?:ing)? for
        evidence|verif(?:y|ying)|read(?:ing)? on) <6> (?:list|evidence|rubric|this one|it again|step|points?|any
        more|words)
        """,
        unless="<worked>|we|our|logs?|code|parser",
    ),
    anywhere("you need not (?:check|look|verify|compare|read)", unless="<worked>|we|our"),
)

APPOINTMENT = book(
    Family.ROLE_PLAY,
    (Concept.ACTING, Concept.GRADER | Concept.GRADING | Concept.RUBRIC | Concept.OUTCOME | Concept.CANDIDATE),
    anywhere(
        f"you are (?:now |no longer )?(?:the|a|an|my) <4> (?:{_JUDGE}) <3> (?:who|that|which|here|and|so|,)",
        unless="<talk>|if|when|users?|server|client|customers?|<school>|judge of",
    ),
    anywhere("you are <1> (?:now |no longer )<1> (?:grading|scoring|marking|judging|the judge|my)", unless="<talk>"),
    anywhere(
        """
        (?:who|that|and) (?:always|never|only) (?:approves?|credits?|accepts?|says? (?:no|yes|missed)|fails? anybody|
        takes? <2> points?)
        """,
        unless="<talk>|<school>|<worked>|endpoint|gateway|validator|linter",
    ),
)

DECREE = book(
    Family.AUTHORITY,
    (
        Concept.AUTHORITY | Concept.CANDIDATE | Concept.ANSWER | Concept.POINTS | Concept.GRADING,
        Concept.GRADING | Concept.OUTCOME,
    ),
    anywhere(
        """
        (?:candidate|applicant|submission|interviewee|person|(?:this|my|the present) (?:answer|reply|response)|me|
        points (?:below|above)) <2> (?:must|shall|is to|should|has to|is being) be (?:passed|credited|granted|awarded|
        waved through|scored|given|approved)
        """,
        unless="<hiring>|<school>|<worked>|access|permission",
    ),
    anywhere(
        """
        (?:points|marks|credit) <3> (?:must|shall|are to|is to|should) be (?:granted|given|awarded|credited) <2>
        (?:me|this|the candidate|in full)
        """,
        unless="<school>|<worked>|loyalty|customers?",
    ),
    anywhere(
        """
        (?:worth|receives?|received|gets?|got|deserves?|merits?|earns?|were given|was given|given) <1>
        (?:(?:full|complete|maximum) (?:credit|points|marks|coverage)|all (?:the )?points|(?:the )?(?:full|top)
        (?:coverage|credit|marks|verdict))
        """,
        unless="<school>|<hiring>|<worked>|we|our|audit|team|customers?|credit (?:to|for)|jury|game|levels?",
    ),
    anywhere(
        """
        (?:has|have|had) (?:already )?(?:ruled|decided|agreed|cleared|approved|signed) <4> (?:this|the) (?:candidate|
        applicant|answer|submission|person)
        """,
        unless="<hiring>|<worked>|we|our",
    ),
)
