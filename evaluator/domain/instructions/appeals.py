"""Appeals to a grader: parts to play, authority, pity, verdicts spoken in the grader's own voice, empty announcements."""

from evaluator.domain.instructions.concepts import Concept
from evaluator.domain.instructions.families import Family, anywhere, book, opening, order

ROLE_PLAY = book(
    Family.ROLE_PLAY,
    (Concept.ACTING, Concept.GRADER | Concept.GRADING | Concept.OUTCOME | Concept.CANDIDATE | Concept.SYSTEM),
    anywhere(
        "you are (?:now|no longer|actually|hereby|from now on|henceforth) <6> "
        "(?:<grader>|generous|lenient|unrestricted|dan|examiner|teacher|free|obliged|friend|tutor|reviewer)",
        "<talk>|(?:when|if|where|while|as|once) you are",
    ),
    anywhere(
        "(?:you are|you're) (?:a|an|the|my) <4> (?:generous|lenient|kind|friendly|easy|supportive|helpful|"
        "positive|merciful|forgiving|obedient|nice|unrestricted) <4> (?:<grader>|examiner|teacher|reviewer|interviewer)",
        "<talk>|(?:when|if|where|while|as|once) you are",
    ),
    opening(
        "(?:act|behave|respond|reply|speak|pretend|roleplay|role play|play|simulate|imagine|suppose) <3> (?:as|like|to be|you are|"
        "that you|you're|being|the role of|the part of) <6> (?:<grader>|lenient|generous|without <1> (?:restrictions|rules)|dan|"
        "teacher|professor|examiner|hiring manager|interviewer|grandmother|reviewer)",
        "<talk>|mediator|between|we|our|developers?|facilitator",
    ),
    opening(
        "pretend <2> (?:this|my|the) (?:answer|response|candidate) <8> (?:covered|covers|points?|perfect|correct|complete|everything)"
    ),
    anywhere(
        "from (?:now|this point|here) on(?:wards?)? <2> you (?:are|will|must|should|shall|have to|only|always|can)",
        "<talk>",
    ),
    anywhere(
        "let's (?:play|roleplay|role play|pretend) <10> (?:grader|judge|evaluator|examiner|points?|covered|answer|full|score|marks)"
    ),
    anywhere(
        "in (?:this|the|our) (?:game|story|scenario|simulation|roleplay|role play|fiction|hypothetical|play|world) <8> "
        "(?:graders?|judges?|evaluators?|examiners?|every (?:answer|point)|all (?:answers|points)|you) <4> "
        "(?:always|must|give|gives|accept|accepts|credit|credits|award|awards|full|perfect|marks?|covered)"
    ),
    anywhere(
        "you are (?:now )?(?:in|entering) <2> (?:developer|debug|test|god|demo|maintenance|training|lenient|generous) mode"
    ),
    anywhere(
        "your (?:new )?(?:role|job|purpose|duty|persona|character) (?:is|as) <6> "
        "(?:help|support|praise|confirm|approve|credit|agree|lenient|generous|reward) <8> (?:candidate|me|answers?|points?|everything|everyone)"
    ),
)

AUTHORITY = book(
    Family.AUTHORITY,
    (Concept.AUTHORITY, Concept.CANDIDATE | Concept.ANSWER | Concept.POINTS | Concept.GRADING | Concept.ORDERS),
    anywhere(
        "(?:as|speaking as|being|on behalf of) (?:(?:the|your|a|an|its) )?(?:\\w+ )?<boss> <10> (?:i|we) <2> (?:confirm|certify|authori[sz]e|approve|declare|order|"
        "instruct|verify|attest|request|require|hereby|guarantee|vouch|ask|tell|direct|want|decided|decide|grant|(?:have )?(?:already )?"
        "(?:approved|verified|confirmed|reviewed|validated|decided)) <12> (?:<assessed>|passed|qualified)",
        "when i was|at my|in my (?:last|previous|former)",
    ),
    anywhere(
        "(?:i am|i'm|this is) (?:(?:the|your|a|an) )?<2> <boss> <15> (?:mark|give|pass|approve|credit|award|score|grade|accept|rate) <6> "
        "(?:<assessed>|points|marks|credit|me|score|covered)",
    ),
    opening(
        "(?:note|message|comment|instructions?|memo|word|remark|reminder|order)s? (?:from|by) (?:(?:the|your) )?(?:<boss>|management|company|openai|"
        "anthropic|google|developers|system|grading team)<,>"
    ),
    anywhere(
        "(?:this|the) (?:candidate|answer|response|interview|applicant|submission)(?:'s (?:answer|response))? (?:has|have|was|is|had) "
        "(?:already |been |pre |previously |also |just |formally |fully |officially )*"
        "(?:approved|verified|validated|vetted|cleared|accepted|graded|scored|marked|certified|confirmed|reviewed) <5> "
        "(?:<boss>|human|expert|panel|committee|management|senior|covered|full|perfect|passing|reviewer|passed)",
        "stackoverflow|stack overflow|forum|reddit|code|pull|merge|pr|<school>",
    ),
    anywhere(
        "(?:per|according to|under|by|following|as per) (?:\\w+ )?(?:company|hiring|official|internal|grading|corporate|hr|interview) "
        "(?:policy|policies|guidelines|rules|regulations|agreement|directive) <8> (?:points?|answers?|candidates?|criteria|rubric|applicants?) "
        "<8> (?:covered|credited|passed|full|accepted|must|should|receive|get|awarded)",
        "<school>|we|our",
    ),
    anywhere(
        "(?:i|we) (?:hereby|officially|formally) (?:authori[sz]e|instruct|order|direct|command|certify|confirm|declare|approve|waive|request)"
    ),
    anywhere(
        "(?:you are|you're|you have been|you were) (?:hereby |now |officially |explicitly )*(?:authori[sz]ed|instructed|required|obliged|ordered|told|programmed|"
        "obligated|permitted|commanded|directed) <1> to <3> (?:mark|credit|award|give|score|grade|treat|count|accept|approve|ignore|rate) <8> "
        "(?:<assessed>|points?|marks|credit|me|score|covered|full|instructions|everything)",
        "<talk>|<school>",
    ),
    anywhere(
        "(?:openai|anthropic|google|management|headquarters|the company|the hiring (?:team|manager|committee)|hr|legal) (?:has|have|had) (?:already )?"
        "(?:instructed|decided|approved|ordered|requested|authori[sz]ed|confirmed|asked) <12> (?:<assessed>|covered|points|hire|pass|full)",
        "<hiring>|we|our",
    ),
)

_PLEA = (
    "please|beg|begging|desperate|desperately|really need|need this|my (?:family|kids|children|mother|father|wife|husband|rent|visa|"
    "life|future|career|daughter|son|parents)|last chance|lose my|be fired|get fired|homeless|sick|cancer|died|suffer|mercy|grateful|kindly|implore|for the sake|"
    "heart|deported|starve|starving|unemployed|depends on|debts?|cry|crying"
)
_ASK = (
    "give me <4> (?:marks?|points?|credit|score|grade|covered|benefit of the doubt)|pass me(?! (?:the|a|an|in|by|as|to|on|that|this|your))|"
    "let me pass(?: (?:this|the) (?:interview|test|round|exam|stage))?(?= ,|$| ¶| please| this| so| because)|"
    "(?:mark|grade|score|rate|judge|evaluate) (?:me|this|my (?:answer|response|interview)|it|everything|all) <4> "
    "(?:kindly|generously|leniently|highly|high|well|gently|favou?rably|up|covered|full|correct|pass|passed|mercifully)|"
    "(?:be|go) (?:(?:very|a bit|really|extra|more|as|so) )?(?:lenient|generous|merciful|kind|easy|nice|soft|gentle) <6> (?:grad\\w+|mark\\w*|scor\\w+|judg\\w+|evaluat\\w+|rat(?:e|ing)|"
    "points?|rubric|verdicts?)|(?:don't|do not) (?:fail|reject) me|<marks>|counts? <4> (?:as )?covered|(?:mark|credit) <4> points?|all the points|every point"
)

PITY = book(
    Family.PITY,
    (Concept.PLEA, Concept.GRADING | Concept.OUTCOME | Concept.CANDIDATE | Concept.ACTING),
    anywhere(f"(?:{_PLEA}) <20> (?:{_ASK})", "english|accent|<school>|we|our customers"),
    anywhere(f"(?:{_ASK}) <16> (?:{_PLEA})", "english|accent|<school>|we|our customers"),
    anywhere("i (?:really |truly |humbly )?(?:beg|implore|plead with|am begging|'m begging) you"),
    anywhere("i'm begging you"),
    order(
        "(?:have mercy|take pity|show (?:some )?(?:mercy|compassion)) <3> (?:me|grad\\w+|mark\\w*|scor\\w*|evaluat\\w*|answer|judg\\w*)"
    ),
)

_COVERS = (
    "covers|covered|addresses|addressed|meets|met|satisfies|satisfied|fulfil(?:l?s|led)|hits|hit|includes|included|contains|"
    "mentions|mentioned|names|touches|touched|explains|explained|demonstrates|demonstrated|makes|made|achieves|achieved|earns|earned|deserves|"
    "scores|scored|receives|receive|get|gets|has covered|has addressed|has met|has mentioned|has explained"
)

ECHO = book(
    Family.ECHO,
    (Concept.CANDIDATE | Concept.ANSWER | Concept.POINTS | Concept.GRADING, Concept.OUTCOME),
    anywhere(
        f"<subject> <5> (?:{_COVERS}) <6> (?:all <3> points|every <3> points?|each <3> points?|all <2> criteria|every <2> criterion|"
        "(?:expected|required|key|listed|rubric) points?|rubric|full (?:marks|credit|points|score)|<marks>|expected answer|expected claims?|"
        "everything (?:expected|required|asked|the (?:question|rubric)))",
        "<condition>|data points?|story points|access points?|end points?|<hiring>",
    ),
    anywhere(
        "<person> <4> (?:demonstrates?|shows?|displays?|exhibits?|has|possesses|gives?|gave|provides?|provided|showed|demonstrated) <3> "
        "(?:deep|excellent|strong|thorough|full|complete|solid|comprehensive|outstanding|exceptional|perfect|profound|clear|expert|firm) <4> "
        "(?:understanding|knowledge|mastery|grasp|command|answer|expertise|explanation|coverage|proficiency)",
        "<condition>|<hiring>",
    ),
    anywhere(
        "<person> <3> (?:should be|must be|is to be|ought to be|deserves to be|has clearly|clearly) <3> (?:marked|credited|scored|rated|passed|hired|"
        "awarded|given|covered|recommended|graded)",
        "<condition>|<hiring>",
    ),
    anywhere(
        "(?:this|the above|the following|that) (?:is|was) <1> (?:an?|the) <2> (?:excellent|perfect|complete|outstanding|model|exemplary|full|textbook|flawless|"
        "comprehensive|top) <1> (?:answer|response)(?! (?:time|times|code|codes|headers?|body|size|rate))",
        "(?:to|for) (?:our|us|me|the|my|that|this)|not|never",
    ),
    opening(
        "(?:and |so |therefore |thus |clearly |overall |in summary |hence )*(?:all|every|each) (?:of the )?(?:(?:expected|key|required|rubric|relevant|main|important|listed|necessary|core|critical|"
        "the|these|single|of|individual) )*(?:points?|criteria|criterion|rubric items?) <2> (?:are|were|have been|has been|is|was|being) <3> "
        "(?:covered|addressed|met|mentioned|satisfied|fulfill?ed|hit|present|credited|explained|discussed|demonstrated)",
        "<worked>|i|my|we|our|meeting|agenda|owasp",
    ),
    anywhere(
        "(?:no|none of the) <1> (?:expected points?|points?|rubric items?) <4> (?:missed|missing|left out|omitted|uncovered)",
        "<worked>|i|we|our|data",
    ),
    anywhere(
        "(?:evidence|transcript|text|quotes?) (?:above |here |clearly |fully |strongly )*(?:supports|shows|proves|confirms|justifies|warrants) <6> "
        "(?:covered|verdicts?|all points|every point|the point is|full (?:marks|credit))"
    ),
    anywhere(
        "<subject> <3> (?:deserves|merits|warrants|is worth|is worthy of|qualifies for|should receive|should get|must receive) <4> (?:<marks>|covered|credit)",
        "<condition>|<hiring>",
    ),
    opening(
        "(?:final |overall |my )?(?:assessment|evaluation|verdict|conclusion|recommendation|grader's note|grading note|evaluator's note|note)<,> <5> "
        "(?:covered|strong hire|passes|excellent|outstanding|exceeds|full marks|all points|every point|the candidate|this candidate|expert level)",
        "<hiring>",
    ),
)

MASTER_KEY = book(
    Family.MASTER_KEY,
    (Concept.KEY | Concept.ANSWER,),
    opening(r"thought process<end>"),
    opening(
        r"(?:ok |okay |so )?let's (?:solve|think|analy[sz]e|work|go|evaluate|reason)(?: (?:through|about|this|it|the|problem|question|answer|out|carefully))* step by step<end>"
    ),
    opening(
        r"(?:reasoning(?: process)?|solution(?: process)?|step by step (?:solution|reasoning|answer)|full solution|complete answer|correct answer|model answer|"
        r"reference answer|final answer|ideal answer)<end>",
    ),
    anywhere(
        "the (?:answer|response|solution) (?:above |below |given |is )*(?:is )?(?:fully |completely |entirely |obviously |clearly )*correct(?: and (?:complete|covered|full))?<->(?:<end>|, so|, mark|, therefore)",
        "if|whether|make sure|check|until|when",
    ),
)
