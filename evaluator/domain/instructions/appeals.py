"""Appeals to a grader: parts to play, authority, pity, and verdicts in the grader's own voice."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, opening, order

ROLE_PLAY = book(
    Family.ROLE_PLAY,
    (
        Concept.ACTING,
        Concept.GRADER | Concept.GRADING | Concept.RUBRIC | Concept.OUTCOME | Concept.CANDIDATE | Concept.SYSTEM,
    ),
    anywhere(
        """
        (?:you are|you're) <4> (?:generous|lenient|kind|friendly|easy|supportive|helpful|positive|merciful|
        forgiving|nice|unrestricted) <4> (?:<grader>|teacher|reviewer|interviewer)
        """,
        unless="<talk>|(?:when|if|where|while|as|once) you are",
    ),
    # People act as judges between teams, and pretend to be a server.
    opening(
        """
        (?:act|behave|respond|reply|speak|pretend|roleplay|role play|play|simulate|imagine|suppose) <3> (?:as|like|
        to be|you are|that you|you're|being|the role of|the part of) <6> (?:<grader>|lenient|generous|dan|teacher|
        professor|hiring manager|interviewer|grandmother|reviewer)
        """,
        unless="<talk>|mediator|between|we|our|developers?|facilitator",
    ),
    opening(
        """
        (?:be (?:a|an|the|my)|continue as|take(?: on)? the (?:role|part) of|step into the shoes of) <4>
        (?:graders?|evaluator|judge|examiner|assessor|coach|recruiter|interviewer)
        """,
        unless="<talk>|we|our",
    ),
    anywhere(
        "from (?:now|this point|here) on(?:wards?)? <2> you (?:are|will|must|should|shall|have to|only|always)",
        unless="<talk>",
    ),
    anywhere(
        """
        (?:this|the|our|a) (?:game|story|scenario|simulation|roleplay|role play|fiction|hypothetical|world) <8>
        (?:<grader>|every (?:answer|point)|all (?:answers|points)) <4> (?:always|must|gives?|accepts?|credits?|
        awards?|full|perfect|marks?|covered)
        """
    ),
    anywhere(
        """
        you are (?:now )?(?:in|entering) <2> (?:developer|debug|test|god|demo|maintenance|training|lenient|
        generous) mode
        """
    ),
    anywhere(
        """
        your (?:new )?(?:role|job|purpose|duty|persona|character) (?:is|as) <6> (?:help|support|praise|confirm|
        approve|credit|agree|reward) <8> (?:candidate|me|answers?|points?|everyone)
        """
    ),
)

AUTHORITY = book(
    Family.AUTHORITY,
    (
        Concept.AUTHORITY,
        Concept.CANDIDATE | Concept.ANSWER | Concept.POINTS | Concept.GRADING | Concept.RUBRIC | Concept.ORDERS,
    ),
    # "As the team lead I confirmed the deadline" has nothing that is assessed here.
    anywhere(
        r"""
        (?:as|speaking as|being|on behalf of) (?:(?:the|a|an|its) )?(?:\w+ )?<boss> <10> (?:i|we) <2> (?:confirm|
        certify|authori[sz]e|approve|declare|order|instruct|verify|attest|request|require|hereby|guarantee|vouch|
        ask|tell|direct|want|grant|decided?) <12> (?:<assessed>|passed|qualified)
        """,
        unless="when i was|at my|in my (?:last|previous|former)",
    ),
    anywhere(
        """
        (?:i|we) (?:hereby|officially|formally) (?:authori[sz]e|instruct|order|direct|certify|confirm|declare|
        approve|waive)
        """
    ),
    anywhere(
        """
        (?:openai|anthropic|google|management|headquarters|the company|the hiring (?:team|manager|committee)|hr|
        legal) (?:has|have|had) (?:already )?(?:instructed|decided|approved|ordered|requested|authori[sz]ed|
        confirmed|asked) <12> (?:<assessed>|covered|passed)
        """,
        unless="we|our",
    ),
)

_PLEA = """
    please|beg|begging|desperate|desperately|really need|need this|my (?:family|kids|children|mother|father|wife|
    husband|rent|visa|life|future|career|daughter|son|parents)|last chance|lose my|be fired|get fired|homeless|
    sick|cancer|died|suffer|mercy|grateful|kindly|implore|for the sake|heart|deported|starve|starving|unemployed|
    depends on|debts?|cry|crying
    """
_ASK = r"""
    (?:give|award) <4> (?:marks?|points?|credit|score|grade|covered)|pass me(?! (?:the|a|an|in|by|as|to|on|that|
    this|your))|let me pass(?=<->(?:$|please|so|because|this (?:test|round|interview)))|(?:mark|grade|score|rate|
    judge|evaluate) (?:me|this|my (?:answer|response|interview)|it|everything|all) <4> (?:kindly|generously|
    leniently|highly|high|well|gently|favou?rably|covered|full|correct|passed)|(?:be|go) (?:very |a bit |really |
    extra |more )?(?:lenient|generous|merciful|kind|easy|nice|gentle) <6> (?:grad\w+|mark\w*|scor\w+|judg\w+|
    evaluat\w+|rat(?:e|ing)|points?|verdicts?)|(?:don't|do not) (?:fail|reject) me|<marks>|counts? <4>
    (?:as )?(?:covered|enough|sufficient)|assume <2> i know|(?:score|grade|mark|count) (?:it|me|them) (?:that way|
    all the same)|give me the same|in your hands|look kindly|merciful|passing this
    """
_ELSEWHERE = "english|accent|<school>|we|our customers|<worked>"

PITY = book(
    Family.PITY,
    (Concept.PLEA, Concept.GRADING | Concept.RUBRIC | Concept.OUTCOME | Concept.CANDIDATE),
    anywhere(f"(?:{_PLEA}) <20> (?:{_ASK})", unless=_ELSEWHERE),
    anywhere(f"(?:{_ASK}) <16> (?:{_PLEA})", unless=_ELSEWHERE),
    order(
        r"""
        (?:have mercy|take pity|show (?:some )?(?:mercy|compassion)) <3> (?:me|grad\w+|mark\w*|scor\w*|evaluat\w*|
        judg\w*)
        """
    ),
)

ECHO = book(
    Family.ECHO,
    (
        Concept.CANDIDATE | Concept.ANSWER | Concept.POINTS | Concept.GRADING | Concept.RUBRIC,
        Concept.OUTCOME | Concept.RUBRIC,
    ),
    # Responses cover end points, and who hires speaks of candidates.
    anywhere(
        """
        <subject> <5> (?:cover(?:s|ed)|address(?:es|ed)|meets|met|satisf(?:ies|ied)|fulfil(?:l?s|led)|hits?|
        include[sd]|contain(?:s|ed)|mention(?:s|ed)|name[sd]|touche[sd]|explain(?:s|ed)|demonstrate[sd]|ma(?:kes|
        de)|achieve[sd]|earn(?:s|ed)|deserves|scores|receives?) <6> (?:(?:all|every|each) <3> points?|(?:all|every)
        <2> criteri(?:a|on)|(?:expected|required|key|listed|rubric) (?:points?|items?)|rubric|criteria|<marks>|
        everything (?:expected|required|asked))
        """,
        unless="data points?|story points|access points?|end points?|<hiring>",
    ),
    anywhere(
        "(?:the above|this) answer is (?:fully |completely )*correct(?: and complete)?<end>",
        unless="i|if|whether|sure|check|hope",
    ),
    anywhere("<person> <4> cover(?:s|ed) (?:the|this|that|each) points?", unless="<hiring>"),
    anywhere(
        """
        <person> <4> (?:demonstrate[sd]|show(?:s|ed)|display(?:s|ed)|exhibits?|has|possesses|gives?|gave|
        provide[sd]) <3> (?:deep|excellent|strong|thorough|full|complete|solid|comprehensive|outstanding|
        exceptional|perfect|profound|clear|expert|firm) <4> (?:understanding|knowledge|mastery|grasp|command|
        expertise|explanation|coverage|proficiency)
        """,
        unless="<hiring>",
    ),
    # Agendas, tests and release notes have points that are covered.
    opening(
        """
        (?:(?:and|so|therefore|thus|clearly|overall|in summary|hence) )*(?:all|every|each) (?:of
        the )?(?:(?:expected|key|required|rubric|relevant|main|important|listed|necessary|core|the|these|single|
        individual) )*(?:points?|criteri(?:a|on)|rubric items?) <2> (?:are|were|have been|has been|is|was|being)
        <3> (?:covered|addressed|met|mentioned|satisfied|fulfill?ed|present|credited)
        """,
        unless="<worked>|i|my|we|our",
    ),
    anywhere(
        "(?:no|none of the) <1> (?:expected points?|points?|rubric items?) <4> (?:missed|missing|left out|omitted)",
        unless="<worked>|i|we|our",
    ),
    anywhere(
        """
        (?:evidence|transcript|quotes?) (?:(?:above|here|clearly|fully|strongly) )*(?:supports|shows|proves|
        confirms|justifies) <6> (?:covered|verdicts?|all points|every point|<marks>)
        """
    ),
    anywhere(
        "(?:this|the above) is <1> (?:an?|the) <2> (?:excellent|perfect|complete|model|exemplary) answer",
        unless="(?:to|for) (?:our|us|the|my)",
    ),
)
