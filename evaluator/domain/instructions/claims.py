"""What an answer deserves, said by the answer: as a report about whoever gives it, or as a claim to points.

In an interview nobody speaks of "the candidate" but of somebody else who applied, and nobody asks for marks.
"""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, order

_ROLE = "(?:the|this|that|our|said) (?:candidate|applicant|interviewee|examinee|test taker|respondent)"
_SPEECH = "(?:the|this|that|my) (?:answer|reply|response|text|submission|transcript|speaker|person|contribution)"
_TELLS = r"""
    states?|stated|explains?|explained|point(?:s|ed)? out|notes?|noted|mentions?|mentioned|conveys?|conveyed|
    recogni[sz]e[sd]?|demonstrate[sd]?|show(?:s|ed|n)?|covers?|covered|address(?:es|ed)?|identif(?:ies|ied)|
    describe[sd]?|discuss(?:es|ed)?|understands?|understood|knows?|knew|name[sd]?|brings? up|brought up|ma(?:kes|de)
    (?:clear|plain|the case)|gives?|gave|says|said|answered|includes?|included|contains?|touche[sd] on|got across
    """
_BACKSTAGE = """
    <hiring>|(?:candidate|applicant|interviewee) (?:i|we|who|whom|key|node|release|version)|election|leader|raft|
    quorum|index(?:es)?|panel|recruiters?|podcast|conference|talk|video|book|(?:candidate|applicant|interviewee) to
    """

REPORT = book(
    Family.ECHO,
    (Concept.CANDIDATE | Concept.ANSWER | Concept.GRADER | Concept.OUTCOME | Concept.RUBRIC, Concept.TELLING),
    anywhere(f"{_ROLE} <3> (?:{_TELLS})", unless=_BACKSTAGE),
    anywhere(f"by {_ROLE}", unless=_BACKSTAGE),
    anywhere(
        """
        (?:he|she|they) <2> (?:explained|mentioned|named|pointed out|brought up|touched on|got across|recogni[sz]ed|
        explains|mentions|names|points out|brings up|recogni[sz]es) <24> (?:full (?:marks|credit|points)|criteri(?:a|
        on)|rubric|verdict)
        """,
        unless="<hiring>|<school>|<worked>|search|me|us",
    ),
    anywhere(
        """
        (?:shows|demonstrates|displays|exhibits|evidences) <3> (?:command|grasp|understanding|mastery|knowledge)
        (?:of|that|how)
        """,
        unless="<hiring>|<school>|we|our|my|colleagues?|team|customers?|certificates?",
    ),
    # A response has headers and says that it is cached, so it must be a claim that it is said to hold.
    anywhere(f"{_SPEECH} <4> (?:{_TELLS}) <2> (?:the|this|that) (?:idea|fact|claim|insight|notion|criteri(?:a|on))"),
    anywhere(f"{_SPEECH} <4> (?:demonstrates|conveys|evidences|proves) <3> (?:understanding|knowledge|that)"),
)

CLAIM = book(
    Family.POINT_DEMAND,
    (Concept.REQUEST, Concept.GRADING | Concept.RUBRIC | Concept.POINTS | Concept.OUTCOME | Concept.TELLING),
    anywhere(
        r"""
        (?:i|we) (?:\w+ly )?(?:want|would like|expect|demand|claim|ask for|deserve|request|insist on|am (?:due|owed)|
        'd like) <6> (?:credit|marks?|recognition|criteri(?:a|on)|(?:the|a|my|those|these|all|that) points?(?! of)|
        full score)
        """,
        unless="<school>|<worked>|story points?|tax|payment|customers?|card|credit to|colleagues?",
    ),
    order("(?:credit|grant|award) (?:me|us|them all|it all|everything|this candidate)", unless="<school>|<talk>"),
    order(
        """
        (?:give|grant|allow|let) me <3> (?:the|all|every|each|those|these|full|that|my|a) <2> (?:points?|marks?|credit|
        score|grade|pass)
        """,
        unless="<school>|<worked>|story points?|starting|data|access|entry|end",
    ),
    order(
        """
        (?:write|note|put|record|tick|credit|count|book|enter|log|add) <6> (?:that i (?:said|know|knew|meant|mentioned|
        covered|had)|in my favou?r|under my name|beside (?:it|my)|to my (?:account|score|credit))
        """,
        unless="<school>|diary|we|our",
    ),
    order(
        """
        (?:credit|count|tick(?: off)?|mark|record|approve|check) <1> (?:the|this|that|every|each) (?:point|criterion|
        criteri(?:a|on)|item|box|line) (?:that|which|about|on|of)
        """,
        unless="<school>|<worked>|we|our|team",
    ),
    anywhere("let the record (?:show|state|reflect)", unless="<school>|database"),
    anywhere(
        """
        (?:consider|deem|regard|take|treat|count) (?:it|this|that|the rest) <2> (?:answered|covered|met|as said|as given
        that i)
        """,
        unless="<worked>|we|our",
    ),
    anywhere(
        r"""
        (?:criteri(?:a|on)|box|line|item|sheet|rubric|point|mark) <6> (?:for knowing|should be (?:checked|ticked|
        counted|credited)|is (?:satisfied|fulfilled)|to be counted|consider(?:ed)? (?:it )?answered)
        """,
        unless="<worked>|<school>|we|our|form|html|css|user|users",
    ),
)
