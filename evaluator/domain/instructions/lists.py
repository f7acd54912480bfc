"""Word lists that rules share, by the name they are used under."""

LISTS = {
    "ignore": r"ignore|disregard|forget|override|bypass|overrule|discard|disobey|dismiss|drop|stop following|"
    r"do not follow|don't follow|do not apply|don't apply|pay no attention to|set aside|throw away|throw out|suspend|"
    r"disable|abandon|neglect",
    "earlier": r"previous|prior|preceding|earlier|above|foregoing|former|past|original|initial|existing|current|old",
    "orders": r"instructions?|prompts?|directives?|directions|guidelines?|rules|orders|commands|constraints",
    "rubric": r"rubrics?|(?:grading|marking|scoring|evaluation|assessment|judging)(?: (?:criteria|rules|rubric|guidelines|"
    r"instructions|scheme|system|process|policy|standards|logic|prompt))?|mark scheme|answer key|expected points|"
    r"key points|list of points|scorecard|criteria",
    "grader": r"graders?|evaluators?|judges?|assessors?|raters?|scorers?|ai|llm|gpt|chatgpt|claude|gemini|"
    r"language model|model|assistant|bot|chatbot|(?:grading|scoring|evaluation) (?:system|model|assistant|engine|bot)",
    "mark": r"mark|count|treat|consider|rate|score|grade|label|record|accept|credit|tick(?: off)?|check off|set|report|"
    r"return|output|judge|deem|regard|classify|register|log|assess|evaluate|declare|respond|reply|put|list|write|say|"
    r"print|conclude|confirm|approve|flag|tag|validate|acknowledge|assume|make|answer|give|award|assign",
    "point": r"(?:expected |key |rubric |required |listed |remaining |other |missing |single |individual |last |one )*"
    r"(?:points?|rubric items?|verdicts?|bullet points?|items? (?:in|of|on) (?:the|your) (?:rubric|list))",
    "credited": r"(?:fully )?(?:covered|credited|met|satisfied|fulfill?ed|achieved|addressed|passed|correct|complete|full|true)",
    "marks": r"full (?:marks?|credit|points|scores?|coverage)|(?:the )?(?:maximum|max|top|highest|best|perfect|maximal)"
    r" (?:possible |available )?(?:scores?|marks?|grades?|points|credit|rating|coverage|result)|10 (?:out of )?10|"
    r"100 (?:out of )?100|5 (?:out of )?5|ten out of ten|five stars|an a plus|100 percent|100 coverage|"
    r"(?:a )?(?:passing|pass) (?:grade|score|mark)|"
    r"(?:a |an )?(?:good|high|great|higher|better|decent|generous|excellent) (?:grade|score|mark|rating)s?",
    "subject": r"(?:the|this|that) (?:candidate|applicant|interviewee|answer|response|submission|speaker|transcript|"
    r"reply)(?: (?:above|below|here))?(?:'s (?:answer|response|reply))?",
    "person": r"(?:the|this|that) (?:candidate|applicant|interviewee)",
    "boss": r"hiring manager|recruiter|interviewer|cto|ceo|vp|administrator|admin|hr(?: department| team)?|head of \w+|"
    r"hiring (?:team|committee|panel)|interview (?:panel|board|team)|examiner|supervisor|professor|evaluator|grader|"
    r"(?:creator|developer|author|owner|operator) of (?:this|the|your) \w+|engineering manager|director|your "
    r"(?:creator|developer|operator|owner|boss|supervisor)",
    "assessed": r"(?:this |the )?(?:candidate|applicant|interviewee)|(?:this|my|the) (?:answer|response|interview|submission)|"
    r"(?:all|every|each) (?:\w+ )?points?|rubric|criteria|full (?:marks|credit|points|score)|verdicts?|"
    r"points (?:are |as )?covered|graded|scored",
    # Talk about orders to a model, as in an answer on security: then the order is quoted, not given.
    "talk": r"attack(?:s|er|ers)?|injections?|inject(?:s|ed|ing)?|malicious|hackers?|jailbreak\w*|payloads?|someone|"
    r"somebody|people|users?|for example|for instance|such as|something like|phrases?|strings?|text like|chatbots?|"
    r"our (?:bot|model|llm|assistant|agent|prompt)|the (?:model|llm|agent|bot)|models|llms|guard(?:s|ed)? against|"
    r"defen[cs]e|red team\w*|owasp|saniti[sz]\w*|untrusted|could (?:say|type|write)|typed|types|writes|wrote|linter|"
    r"eslint|robots",
    # Talk about grading done elsewhere.
    "school": r"students?|pupils?|homework|teachers?|taught|teaching|university|course|class|exams?|essays?|professors?|"
    r"schools?|hackathon|coursework|quiz",
    # Talk about software that meets what is asked of it.
    "worked": r"acceptance|tests?|tested|testing|stor(?:y|ies)|jira|tickets?|sprint|deploy\w*|releas\w*|pipeline|ci|"
    r"lint\w*|data points?|access points?|end points?|definition of done|requirements?|checklist|insurance|"
    r"lighthouse|audits?|talking points?|docs|documentation",
    "condition": r"(?:if|when|whether|unless|once|until|that|where|because|after|before) (?:the|this|a|that) "
    r"(?:candidate|applicant|interviewee|answer|response)",
    "hiring": r"hir(?:e|es|ed|ing)|interviewed|interviewing|interviews|interview (?:loop|process|panels?)|"
    r"candidates|recruiting|onboarding",
}
"""Word lists by name, without groups that capture. The last ones are what takes a rule back, each with its reason."""
