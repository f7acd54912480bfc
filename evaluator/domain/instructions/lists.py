"""Word lists that rules share, by the name they are used under."""

LISTS = {
    "ignore": """
    ignore|not follow|not apply|disregard|forget|override|bypass|overrule|discard|disobey|dismiss|drop|stop
    following|do not follow|don't follow|do not apply|don't apply|pay no attention to|set aside|throw away|throw
    out|suspend|disable|abandon|neglect|overlook
    """,
    "earlier": """
    previous|prior|preceding|earlier|above|foregoing|former|past|original|initial|existing|current|old|your|my|
    these|those|all|any|every
    """,
    "orders": """
    instructions?|prompts?|directives?|directions|guidelines?|rules|orders|commands|constraints|restrictions
    """,
    "rubric": """
    rubrics?|(?:grading|marking|scoring|evaluation|assessment|judging)(?: (?:criteria|rules|rubric|guidelines|
    instructions|scheme|system|process|policy|standards|logic|prompt))?|mark scheme|answer key|expected points|key
    points|list of points|scorecard|criteria
    """,
    "grader": """
    graders?|evaluators?|judges?|assessors?|raters?|scorers?|examiners?|ai|llm|gpt|chatgpt|claude|gemini|model|
    assistant|bot|chatbot
    """,
    "mark": """
    mark|count|treat|consider|rate|score|grade|label|record|accept|credit|tick(?: off)?|check off|set|report|
    return|output|judge|deem|regard|classify|register|log|assess|evaluate|declare|respond|reply|put|list|write|say|
    print|conclude|confirm|approve|flag|tag|validate|acknowledge|assume|make|answer|give|award|assign
    """,
    "point": """
    (?:(?:expected|key|rubric|required|listed|remaining|other|missing|single|individual|last|one) )*(?:points?|
    rubric items?|verdicts?|bullet points?|items? (?:in|of|on) (?:the|your) (?:rubric|list))
    """,
    "credited": """
    (?:fully )?(?:covered|credited|met|satisfied|fulfill?ed|achieved|addressed|passed|correct|complete|full|true)
    """,
    "marks": """
    full (?:marks?|credit|points|scores?|coverage)|(?:the )?(?:maximum|max|maximal|top|highest|best|perfect)
    (?:possible |available )?(?:scores?|marks?|grades?|points|credit|rating|coverage|result)|10 (?:out of )?10|100
    (?:out of )?100|5 (?:out of )?5|ten out of ten|five stars|an a plus|100 percent|100 coverage|(?:a )?(?:passing|
    pass) (?:grade|score|mark)|(?:a |an )?(?:good|high|great|higher|better|decent|generous|excellent) (?:grade|
    score|mark|rating)s?
    """,
    "subject": """
    (?:the|this|that) (?:candidate|applicant|interviewee|answer|response|submission|speaker|transcript|
    reply)(?: (?:above|below|here))?(?:'s (?:answer|response|reply))?
    """,
    "person": "(?:the|this|that) (?:candidate|applicant|interviewee)",
    "boss": r"""
    hiring manager|recruiter|interviewer|cto|ceo|vp|administrator|admin|hr|head of \w+|hiring (?:team|committee|
    panel)|interview (?:panel|board|team)|examiner|supervisor|professor|evaluator|grader|(?:creator|developer|
    author|owner|operator) of (?:this|the|your) \w+|engineering manager|director|your (?:creator|developer|
    operator|owner|boss)
    """,
    "assessed": r"""
    (?:this|the) (?:candidate|applicant|interviewee)(?! to)|(?:this|my) (?:answer|response|interview|submission)|
    (?:all|every|each) (?:\w+ )?points?|rubric|full (?:marks|credit|points|score)|verdicts?|points (?:are |
    as )?covered
    """,
    "grading": """
    rubrics?|verdicts?|candidate(?:'s)?|grad(?:e|es|ing|er)|covered|full (?:marks|credit|points|score)|
    evaluat(?:ion|or|e)|this answer|the answer|scor(?:e|ing)|expected points|all points|every point|interviewee|
    applicant
    """,
    # What takes a rule back. Talk about orders to a model, as in an answer on security: an order quoted, not given.
    "talk": r"""
    attack(?:s|er|ers)?|injections?|inject(?:s|ed|ing)?|malicious|hackers?|jailbreak\w*|payloads?|someone|somebody|
    people|users?|for example|for instance|such as|something like|phrases?|strings?|text like|chatbots?|our (?:bot|
    model|llm|assistant|agent|prompt)|the (?:model|llm|agent|bot)|models|llms|guard(?:s|ed)? against|defen[cs]e|red
    team\w*|owasp|saniti[sz]\w*|untrusted|could (?:say|type|write)|typed|types|writes|wrote|linter|eslint|robots
    """,
    # Talk about grading done elsewhere.
    "school": """
    students?|pupils?|homework|teachers?|taught|teaching|university|course|class|exams?|essays?|professors?|
    schools?|hackathon|coursework|quiz
    """,
    # Talk about software that meets what is asked of it.
    "worked": r"""
    acceptance|tests?|tested|testing|stor(?:y|ies)|jira|tickets?|sprint|deploy\w*|releas\w*|pipeline|ci|lint\w*|
    data points?|access points?|end points?|definition of done|requirements?|checklist|insurance|lighthouse|
    audits?|talking points?|docs|documentation|meeting|agenda|owasp
    """,
    # Talk about other candidates, by somebody who hires.
    "hiring": """
    hir(?:e|es|ed|ing)|interviewed|interviewing|interviews|interview (?:loop|process|panels?)|candidates|
    recruiting|onboarding|(?:if|when|whether|unless|once|until|that|where|because|after|before|a) (?:the |this |
    that )?(?:candidate|applicant|interviewee)
    """,
}
