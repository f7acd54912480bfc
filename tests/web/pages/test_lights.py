from evaluator.bank.form import QuestionForm
from evaluator.web.assets import STATIC

HEAD = """\
/* What lights up what, for each point by its number, as many as a question may have. Pointing at a point deepens its
   words, choosing it lights them, and pointing at words tints their points. No script has a hand in it. */
"""


def pointed_at(number: int) -> str:
    words = f'mark[data-p~="{number}"]'
    return f".judged:has(#p{number}:hover) {words} {{ background: var(--mark-2); color: var(--on-mark); }}"


def chosen(number: int) -> str:
    point = f"#p{number}:is(:focus-within, :target, .now)"
    return f'.judged:has({point}) mark[data-p~="{number}"] {{ background: var(--mark-lit); color: var(--on-mark); }}'


def spoken_for(number: int) -> str:
    words = f'mark[data-p~="{number}"]:hover, a[href="#p{number}"]:is(:hover, :focus)'
    return f".judged:has({words}) #p{number} {{ background: var(--accent-bg); }}"


def style_sheet(most: int) -> str:
    groups = ([rule(number) for number in range(1, most + 1)] for rule in (pointed_at, chosen, spoken_for))
    return HEAD + "\n".join("\n".join(group) + "\n" for group in groups)


def test_the_style_sheet_lights_every_point_a_question_may_have() -> None:
    most = next(rule.max_length for rule in QuestionForm.model_fields["points"].metadata if hasattr(rule, "max_length"))
    assert (STATIC / "lights.css").read_text(encoding="utf-8") == style_sheet(most)
