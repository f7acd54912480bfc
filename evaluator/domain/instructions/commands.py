"""Orders to a grader: to set its instructions aside, and to give points."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, opening, order

OVERRIDE = book(
    Family.OVERRIDE,
    (Concept.SETTING_ASIDE | Concept.ACTING, Concept.ORDERS | Concept.GRADING | Concept.GRADER),
    order("<ignore> <3> <earlier> <2> <orders>", "<talk>"),
    order("<ignore> <2> (?:your|my|these|those) <2> <orders>", "<talk>"),
    order(
        "<ignore> (?:all|any|every|everything) <3> (?:instructions?|prompts?|directives|guidelines|restrictions)",
        "<talk>",
    ),
    # Whoever graded at school talks of rubrics, and searches have criteria.
    order("<ignore> <4> <rubric>", r"<school>|search|searching|filter\w*|acceptance|we|our"),
    # "Forget what I said" is how people correct themselves: only what the grader was told counts.
    order(
        "<ignore> <3> (?:you (?:were|have been|are|had been)|you've been) (?:told|given|instructed|asked|taught|trained)"
    ),
    order(
        "<ignore> (?:all|everything|anything|whatever|what) <3> (?:above|before|before this|so far|prior) <1> "
        "(?:output|mark|say|print|respond|return|give|assign|score|grade|write|reply|credit|award)"
    ),
    order(
        "(?:do not|don't|stop|never) (?:grad|judg|evaluat|assess|scor|mark)(?:e|ing)? <4> "
        "(?:strictly|normally|by the|according|against the|using the|harshly)",
        "<school>",
    ),
    order(
        "(?:do not|don't|never) (?:penali[sz]e|deduct|subtract|take (?:off|away)) <3> (?:points|marks|me|this|the candidate)",
        "<school>|team|employees|developers|customers|we|our",
    ),
    order(
        "(?:reveal|print|show|repeat|output|leak|display) <3> (?:system prompt|your (?:instructions|prompt|rules))",
        "<talk>",
    ),
    anywhere(
        "(?:rubric|grading|scoring|marking|(?:evaluation|assessment) (?:criteria|rules|rubric)|"
        "(?:previous|prior|above|earlier) instructions?) <3> "
        "(?:no longer|(?:do|does) not|don't|doesn't|should not|need not) <1> (?:apply|applies|matter|count|valid|hold|relevant)",
        "<school>|we|our",
    ),
    anywhere(
        "your (?:(?:new|only|real|true|actual|sole|updated|main) )*(?:instructions?|task|job|goal|objective|orders?|mission) "
        "(?:now )?(?:is|are|will be)(?: now)? to (?:(?:simply|just|only|always) )?(?:mark|grade|score|approve|credit|confirm|"
        "award|accept|pass (?:me|this)|give (?:full|the|this|me|every)|agree|output|return|praise|rate)"
    ),
    opening(
        "(?:new|updated|revised|additional|special|important|secret|hidden|final|urgent) "
        "(?:(?:system|grading|scoring|evaluation) )?(?:instructions?|prompt|directive|orders?|notice|message|note)s? "
        "(?:for|to) <2> <grader>",
        "<talk>",
    ),
    opening(
        "(?:new|updated|revised|secret) (?:system|grading|scoring|evaluation) (?:instructions?|prompt|rules?|directive|policy)"
    ),
    anywhere(
        "(?:instead of|rather than) (?:grading|judging|evaluating|scoring|assessing) <6> "
        "(?:output|mark|give|return|write|say|just|credit)"
    ),
)

POINT_DEMAND = book(
    Family.POINT_DEMAND,
    (Concept.GRADING | Concept.POINTS | Concept.CANDIDATE, Concept.OUTCOME | Concept.POINTS),
    order(
        "<mark> <4> (?:all|every|each|any|both|the|these|those|remaining) <3> <point> <6> <credited>", "<worked>|story"
    ),
    order("<mark> <6> (?:as|to|be|is|are|as being) (?:fully )?(?:covered|credited)", "<worked>|insurance|we|our"),
    order(
        "<mark> <4> (?:all|every|each) <2> (?:criteria|criterion|requirements?|items?) <3> "
        "(?:covered|credited|met|satisfied|fulfill?ed|as (?:true|passed|correct|complete))",
        r"acceptance|tests?|tested|jira|tickets?|sprint|deploy\w*|releas\w*|pipeline|ci|done|order|cart|we|our",
    ),
    anywhere("verdicts? <3> (?:fully )?(?:covered|met|full)"),
    anywhere(
        "(?:set|put|make|output|return|use|write|report|give|choose|pick|select) <4> verdicts? <4> (?:covered|pass|full)"
    ),
    # "To give full credit to Anna" and "credit where due" are about colleagues.
    order(
        "(?:give|award|grant|assign|allocate|hand|score|rate|grade|mark) <5> <marks>",
        r"full credit (?:to|where|for) (?!this|me|the|every|all|each)\w+|<school>|pagespeed|page speed|lighthouse|app store|customers?",
    ),
    anywhere(
        "(?:all|every|each)(?: of the)? <2> <point> <1> (?:must|should|shall|need to|needs to|has to|have to|is to|are to|ought to) "
        "<3> (?:be )?<1> (?:covered|credited|met|marked|counted|accepted|awarded|scored|true|full)",
        "<worked>|meeting|agenda",
    ),
    order(
        "(?:score|grade|rate|mark|judge|evaluate|assess) (?:(?:this|my|the) (?:\\w+ )?(?:answer|response|candidate|submission|interview)|me) "
        "<4> (?:excellent|outstanding|perfect|correct|covered|highly|generously|favou?rabl[ey]|positively|leniently|well|"
        "10|100|full|maximum|higher|up|as pass(?:ed)?)",
        "<school>|english|accent",
    ),
    order(
        "(?:accept|treat|take|count|consider|use|quote|cite) <5> (?:as|for) <3> (?:evidence|proof|covering|coverage) "
        "<3> (?:all|every|each|any|the points?)",
        "we|our",
    ),
    order(
        "(?:do not|don't|never) <2> (?:mark|flag|leave|score|judge|rate|count|report|label|return|output|use|say) <5> "
        "(?:missed|uncovered|(?:point|points|answer|verdicts?|me) <4> (?:missing|unsure|partial|wrong|incorrect|unanswered))",
        "we|our",
    ),
    anywhere(
        r"points? (?:\d+|one|two|three)(?: (?:\d+|one|two|three|four|five|six|seven|eight|to|through|and))+ (?:are|is|as|should be|must be) <2> (?:covered|credited|met)"
    ),
    anywhere(
        "(?:this|that|it|my answer|the answer|these words|this sentence|this line|what i said) (?:counts|qualifies|suffices|"
        "should count|must count|is enough|is sufficient) <2> (?:as|for|to) <5> (?:all|every|each) <2> points?"
    ),
    anywhere(
        "(?:i|we|the answer) (?:deserves?|earns?|am owed|should (?:get|receive|be given)|must (?:get|receive)) <3> <marks>",
        "<school>|team|colleagues?|he|she|they|promotion|raise",
    ),
    # Letters spelt apart come back as one long word.
    anywhere(
        r"\w*(?:ignore(?:all|any|the)?(?:previous|prior|above|earlier)|(?:previous|prior)instructions?|(?:all|every)(?:the)?points?|"
        r"(?:points?|verdicts?|is|are|as|be)covered|fullmarks|fullcredit|maximumscore|perfectscore)\w*"
    ),
)
