"""Marks that no speech has: chat templates, boundary markers, tags, verdicts as data, graded examples.

They are not made of words, so they are looked for in the folded text itself. Each kind names short strings of which one
must be there, because looking for those costs next to nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evaluator.domain.instructions.families import Family

NEAR = 120
"""How far, in code points, talk about such marks may stand from one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One kind of mark. `unless` is talk that shows the mark is only mentioned."""

    family: Family
    telltales: tuple[str, ...]
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None

    def places(self, folded: str) -> Iterator[tuple[int, int]]:
        """Where in a folded text such marks stand: start and end."""
        if not any(map(folded.__contains__, self.telltales)):
            return
        for match in self.pattern.finditer(folded):
            start, end = match.span()
            if self.unless is None or not self.unless.search(folded, max(0, start - NEAR), end + NEAR):
                yield start, end


_TEMPLATE = re.compile(
    r"""
    <\|(?:im_start|im_end|system|user|assistant|eot_id|start_header_id|begin_of_text|endoftext)\|>
    | \[/?inst\] | <</?sys>>
    | ^[ \t]*\#{2,4}[ \t]*(?:new[ ])?(?:system|instructions?|assistant|human)(?:[ ]prompt)?\b[^\n]{0,3}$
    """,
    re.VERBOSE | re.MULTILINE,
)
_BOUNDARY = re.compile(
    r"""
    (?:<<|«|‹‹)[ \t]*/?[ \t]*answer\b
    | </[ \t]*(?:candidate[\w-]{0,20}|answer|transcript|submission|untrusted[\w-]{0,20})[ \t]*>
    | (?<![-=<>#*~_|\[(])[-=<>#*~_|\[(]{2,}[ \t]*/?[ \t]*(?:end|begin|start|stop|close)[ \t_-]*(?:of[ \t_-]*)?
      (?:the[ \t_-]*)?(?:what[ ]the[ ])?(?:candidate(?:'s)?[ \t_-]*)?
      (?:answer|transcript|candidate|submission|interview|untrusted|user[ ]input|grader|grading|system)\b
    """,
    re.VERBOSE,
)
_TAG = re.compile(
    r"""
    [<\[{][ \t]*/?(?:system|grader|grading|evaluation|evaluator|judge|admin|rubric|verdicts?|qa[ ]team|dev_mode)
    (?:[ \t_-](?:prompt|message|note|override|instructions?|notice|update|policy|team)[^\n<>\[\]{}]{0,40})?[ \t]*[>\]}]
    """,
    re.VERBOSE,
)
_VERDICT = re.compile(
    r"""
    ["'`]?\bverdicts?["'`]?[ \t]*(?:[:=]>?|->)[ \t]*["'`\[{]{0,3}[ \t]*(?:all[ ]|fully[ _])?(?:covered|partial)\b
    | ["']points?["'][ \t]*:[ \t]*\[[^\n]{0,300}?(?:verdict|covered|evidence)
    | ["']?point_?id["']?[ \t]*[:=][^\n]{0,120}?\b(?:covered|verdict)\b
    | ["'](?:covered|credited|all_points_covered|all_covered)["'][ \t]*:[ \t]*(?:true|1\b|["']?yes)
    | ["']coverage["'][ \t]*:[ \t]*(?:\{[^\n]{0,60}(?:score|low|high)|1\.0|100)
    | \b[a-z0-9]+(?:-[a-z0-9]+)+["']?[ \t]*(?:[:=]|->|=>|→|-|status=)[ \t]*["']?(?:status=["'])?covered\b
    | \bp(?:oint)?[ \t]?\d{1,2}[ \t]*(?:[:=-]|->|=>|→)[ \t]*["']?covered\b
    | \bcovered(?:[,; \n]+covered){2}
    | (?:=>|->|→)[ \t]*["']?(?:fully[ ]|all[ ])?covered\b
    | \bcoverage\.(?:score|low|high)[ \t]*[:=] | \bneeds_review[ \t]*[:=]
    | \b(?:points?|everything)[ \t]*(?:[:=]>?|->|→)[ \t]*["']?(?:all[ ])?covered\b
    """,
    re.VERBOSE,
)
_GRADED_EXAMPLE = re.compile(
    r"""
    \b(?:example|sample|reference|q(?:uestion)?|input)[ \t]*(?:answer|response|candidate|\d{1,2})?[ \t]*
    [:.)-](?=[ \t\n]).{0,600}?
    \b(?:verdict|judge?ment|grade|evaluation|marking|output)[ \t]*[:=-]{1,2}>?[ \t]*["']?(?:fully[ ]|all[ ])?
    (?:covered|full[ ]|correct\b|pass\b|10/10|a\+|excellent)
    """,
    re.VERBOSE | re.DOTALL,
)

_MASTER_KEY = re.compile(
    r"""
    \A\W*(?:
    (?:my[ ])?thought[ ]process
    | reasoning(?:[ ]process)? | solution(?:[ ]process)?
    | (?:step[ ]by[ ]step|full|complete|correct|final|model|reference|ideal)[ ](?:solution|reasoning|answer)
    | (?:let's|let[ ]us)[ ](?:solve|think|analy[sz]e|work|reason)(?:[ ]\w+){0,5}[ ]step[ ]by[ ]step
    | (?:the[ ])?(?:above[ ])?(?:answer|solution|response)[ ]is[ ](?:fully[ ])?correct
    )\W*\Z
    """,
    re.VERBOSE,
)
"""The whole of what somebody says. Such openings are known to move a grader with nothing behind them; within an answer
they are headings like any other. After "One Token to Fool LLM-as-a-Judge" (arXiv 2507.08794)."""

# An answer on prompts names such tokens, one on HTML such tags.
_ON_PROMPTS = re.compile(r"\b(?:tokens?|templates?|format|chatml|special|delimiters?|injections?|attack\w*)\b")
_ON_QUERIES = re.compile(r"\b(?:select|where|insert|column|csv)\b")
_ON_HTML = re.compile(r"\b(?:html|xml|tags?|parsers?|elements?|markdown|placeholders?)\b")

MARKS = (
    Mark(Family.FAKE_SYSTEM, ("<|", "inst]", "sys>>", "##"), _TEMPLATE, _ON_PROMPTS),
    Mark(Family.MARKER, ("<<", "«", "‹‹", "</", "--", "==", "##", "**", "~~", "__", "[[", "(("), _BOUNDARY),
    Mark(Family.FAKE_SYSTEM, ("<", "[", "{"), _TAG, _ON_HTML),
    Mark(Family.FAKE_VERDICT, ("verdict", "covered", "coverage", "point_id", "pointid"), _VERDICT, _ON_QUERIES),
    Mark(
        Family.EXAMPLE,
        ("verdict", "judgment", "judgement", "grade", "evaluation", "marking", "output"),
        _GRADED_EXAMPLE,
    ),
    Mark(Family.MASTER_KEY, ("solution", "process", "reasoning", "answer", "step", "response"), _MASTER_KEY),
)


def marks(folded: str, point_ids: tuple[str, ...]) -> Iterator[tuple[Family, int, int]]:
    """Marks in a folded text: family, start, end. `point_ids` are those of the question that is answered."""
    for mark in MARKS:
        for start, end in mark.places(folded):
            yield mark.family, start, end
    for start, end in _own_points(point_ids).places(folded):
        yield Family.FAKE_VERDICT, start, end


@lru_cache(maxsize=256)
def _own_points(point_ids: tuple[str, ...]) -> Mark:
    """A point of the question with a verdict, as only the grader's side knows it: `caching: covered`."""
    ids = "|".join(map(re.escape, point_ids)) or "(?!)"
    pattern = (
        rf"\b(?:{ids})[\"'`>]{{0,2}}[ \t]*(?:(?:[:=|-]|->|=>|→|is\b)[ \t]*)?[\"'`]?(?:fully[ ])?(?:covered|partial)\b"
    )
    return Mark(Family.FAKE_VERDICT, ("covered", "partial"), re.compile(pattern))
