"""Model texts and what they are read as: one file a case in tests/cases/texts, and rules that hold for all texts."""

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evaluator.domain.judgements import Claim, Reason, Verdict
from evaluator.domain.questions import PointId
from evaluator.judge.reply import (
    LONGEST_QUOTE,
    LONGEST_REASON,
    MOST_QUOTES,
    ReplyFault,
    parse,
    schema_bytes,
    schema_for,
    strict_schema_for,
)

CASES = sorted((Path(__file__).parents[1] / "cases" / "texts").glob("*.json"))
P1, P2 = PointId("p1"), PointId("p2")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_text_is_read_as_its_case_says(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    if "claims" in case:
        found = {c.point_id: [c.verdict, c.reason, list(c.quotes)] for c in parse(case["text"], case["expected"])}
        assert found == case["claims"]
        assert list(found) == case["expected"]
    else:
        with pytest.raises(ReplyFault) as caught:
            parse(case["text"], case["expected"])
        assert (caught.value.problem, caught.value.reason) == (case["problem"], case["reason"])


CLAIMS = st.builds(
    Claim,
    point_id=st.sampled_from([P1, P2]),
    verdict=st.sampled_from(Verdict),
    reason=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=LONGEST_REASON),
    quotes=st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Zs", "Cc")), min_size=1, max_size=40), max_size=MOST_QUOTES
    ).map(tuple),
)


def as_list(points: Mapping[str, Any]) -> object:
    return {"points": [{"id": point_id, **content} for point_id, content in points.items()]}


FORMS = {"as asked": as_list, "as asked again": dict, "keyed": lambda points: {"points": points}}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
@given(
    first=CLAIMS, second=CLAIMS, prose=st.sampled_from(["", "\n", "```\n", "So {this} it is:", "<think>Hm.</think>"])
)
def test_claims_written_down_are_read_back_unchanged_whatever_surrounds_them(
    form: Callable[[Mapping[str, Any]], object], first: Claim, second: Claim, prose: str
) -> None:
    points = {
        point_id: {"evidence": claim.quotes, "reason": claim.reason, "verdict": claim.verdict}
        for point_id, claim in ((P1, first), (P2, second))
    }
    whole = json.dumps(form(points))
    assume(not prose.strip() or "</think>" not in whole)
    claims = parse(f"{prose}{whole}{prose}", [P1, P2])
    assert [(c.verdict, c.reason, c.quotes) for c in claims] == [
        (c.verdict, c.reason, c.quotes) for c in (first, second)
    ]


@given(st.text() | st.text('{}[]":,p12 ') | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_no_text_does_worse_than_a_reply_fault(text: str) -> None:
    with pytest.raises(ReplyFault):
        parse(text, [P1, P2])


HOSTILE = {
    "braces": "{" * 200_000,
    "objects never closed": '{"a":' * 40_000,
    "deep, then long": '{"a":' * 900 + "[" + "1," * 100_000,
    "lists never closed": '[{"a":[' * 28_000,
    "a string never closed": 'so {"a": "' + "b" * 200_000,
    "a number without end": '{"points": ' + "9" * 200_000 + "}",
    "openings and white space": ("{" + " " * 1_000) * 200,
    "thoughts": "<think></think>" * 13_000,
    "many small objects": '{"a":1} ' * 25_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text_of_200_kb_is_refused_without_much_work(text: str) -> None:
    begun = time.process_time()
    with pytest.raises(ReplyFault):
        parse(text, [P1])
    assert time.process_time() - begun < 2, "0.15 s is usual; work that grows with the square takes minutes"


def test_long_reasons_and_quotes_are_cut() -> None:
    text = json.dumps({"p1": {"evidence": ["q" * 5_000], "reason": "r" * 5_000, "verdict": "partial"}})
    [claim] = parse(text, [P1])
    assert claim.reason == "r" * LONGEST_REASON
    assert claim.quotes == ("q" * LONGEST_QUOTE,)


def test_a_reply_fault_prints_none_of_the_models_words() -> None:
    with pytest.raises(ReplyFault) as caught:
        parse('{"points": {"my own words": {}}}', [P1])
    assert "my own words" in caught.value.problem
    assert "my own words" not in str(caught.value) + repr(caught.value)
    assert str(caught.value) == Reason.REPLY_INVALID


POINT = {"evidence": "a", "reason": "b", "verdict": "unsure"}
FEW = {"points": [{"id": "p1", **POINT}]}
ODD = {"points": [{"id": "p1", **POINT}, {"id": "p2", **POINT, "verdict": "good"}]}
BARE = {"points": [{"id": "p1", **POINT}, {"id": "p2"}]}


def takes(schema: Mapping[str, object], reply: object) -> bool:
    return jsonschema.Draft202012Validator(schema).is_valid(reply)


def test_the_schema_takes_a_list_with_an_entry_for_each_point() -> None:
    schema = schema_for([P1, P2])
    jsonschema.Draft202012Validator.check_schema(schema)
    assert takes(schema, as_list({"p1": POINT, "p2": POINT}))
    assert not any(takes(schema, wrong) for wrong in (FEW, ODD, BARE, []))


def test_the_schema_is_as_long_for_forty_points_as_for_four() -> None:
    four, forty = (schema_for([PointId(f"point-{n}") for n in range(count)]) for count in (4, 40))
    assert len(json.dumps(forty)) - len(json.dumps(four)) == 1
    assert schema_bytes() == len(json.dumps(four)) < 340


def test_the_strict_schema_takes_each_point_once_and_nothing_else() -> None:
    schema = strict_schema_for([P1, P2])
    jsonschema.Draft202012Validator.check_schema(schema)
    assert takes(schema, {"p1": POINT, "p2": POINT})
    for wrong in (
        {"p1": POINT},
        {"p1": POINT, "p2": POINT, "p3": POINT},
        {"p1": POINT, "p2": {**POINT, "verdict": "good"}},
        {"p1": POINT, "p2": {**POINT, "score": 1}},
        {"p1": POINT, "p2": {**POINT, "evidence": ["a"]}},
        as_list({"p1": POINT, "p2": POINT}),
    ):
        assert not takes(schema, wrong)


def parts_of(node: object) -> list[dict[str, Any]]:
    inner = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    found = [node] if isinstance(node, dict) and ("type" in node or "enum" in node) else []
    return found + [each for child in inner for each in parts_of(child)]


def test_the_strict_schema_is_one_that_strict_modes_accept() -> None:
    parts = parts_of(strict_schema_for([P1, P2]))
    objects = [part for part in parts if part["type"] == "object"]
    assert len(objects) == 2
    for each in objects:
        assert each["additionalProperties"] is False
        assert sorted(each["required"]) == sorted(each["properties"])
    assert "default" not in json.dumps(parts)


def test_a_further_point_costs_few_characters_of_the_strict_schema() -> None:
    one, two = (len(json.dumps(strict_schema_for(ids))) for ids in ([P1], [P1, P2]))
    assert two - one < 40


def test_a_point_is_asked_for_evidence_first_and_its_verdict_last() -> None:
    light: Any = schema_for([P1])["properties"]
    strict: Any = strict_schema_for([P1])["$defs"]
    assert list(light["points"]["items"]["properties"]) == ["id", "evidence", "reason", "verdict"]
    assert list(strict["p"]["properties"]) == ["evidence", "reason", "verdict"]
