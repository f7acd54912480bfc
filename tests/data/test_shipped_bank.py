"""The bank that comes with the program: complete, worded well, and described to editors by its schema."""

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from evaluator.bank import load_bank
from evaluator.bank.form import bank_schema
from evaluator.bank.linting import lint_bank
from evaluator.domain.questions import Question, QuestionKind

DATA = Path(__file__).parents[2] / "data"
QUESTIONS = DATA / "questions.yaml"
SCHEMA = DATA / "questions.schema.json"
BANK = load_bank(QUESTIONS)

LASTING = {
    "full-stack-development": (
        "both-ends user-interfaces server-side-logic databases multiple-technologies whole-stack-view"
        " collaborates-with-both-teams conception-to-completion"
    ),
    "relational-vs-nosql": (
        "relational-tables predefined-relationships sql-querying nosql-flexible-schema nosql-data-models"
        " choice-by-requirements choice-by-scalability choice-by-relationship-complexity"
    ),
    "restful-apis": (
        "architectural-style standardised-interaction stateless http-methods data-operations"
        " decoupled-scalable-systems component-communication"
    ),
    "caching": (
        "fast-storage-of-frequent-data reduces-server-load improves-response-time in-memory-cache"
        " http-caching-headers cdn-for-static-assets"
    ),
    "database-migrations": (
        "structural-change preserves-existing-data controlled-process migration-tools rollback-scripts"
        " data-integrity tested-before-production"
    ),
    "authentication-vs-authorization": (
        "authentication-identity authorization-access-rights secure-protocols password-hashing route-protection"
        " session-management token-based-authentication handles-credentials-securely"
    ),
    "scaling-for-traffic": (
        "load-balancing horizontal-scaling caching query-optimisation queues-or-distributed-systems"
        " performance-monitoring finds-bottlenecks architectural-changes"
    ),
    "third-party-apis": (
        "reads-documentation authenticated-requests pagination-or-rate-limits error-handling client-libraries"
        " wrapper-functions retry-mechanisms key-management"
    ),
    "data-security": (
        "protects-user-information encryption password-storage role-based-access standard-practices"
        " secure-transport patches-vulnerabilities"
    ),
    "debugging-production": (
        "reproduces-issue reads-logs-and-errors debugging-tools logging-and-monitoring code-reviews unit-tests"
        " version-control-and-release"
    ),
    "long-running-tasks": (
        "background-workers task-framework message-broker distributed-workload asynchronous-processing"
        " decoupled-from-main-flow"
    ),
    "tight-deadlines": (
        "concrete-episode prioritises-tasks manages-time communicates-with-stakeholders breaks-into-milestones"
        " delivered-on-time"
    ),
    "team-collaboration": (
        "concrete-episode regular-meetings open-communication collaboration-tools keeps-team-aligned"
    ),
    "staying-current": (
        "personal-projects tutorials-or-documentation developer-communities conferences-or-workshops"
        " experiments-with-new-technology shows-enthusiasm"
    ),
    "refactoring": (
        "concrete-episode code-analysis identifies-bottlenecks applies-best-practices measures-impact improved-result"
    ),
    "conflict-resolution": (
        "concrete-episode listens-actively understands-perspectives constructive-feedback"
        " finds-best-technical-solution respectful-environment"
    ),
}
"""Ids that labels and reviews refer to: none may go, more may come."""

EXPERIENCE = {
    "third-party-apis",
    "debugging-production",
    "tight-deadlines",
    "team-collaboration",
    "staying-current",
    "refactoring",
    "conflict-resolution",
}

each_question = pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)


def test_the_bank_asks_its_questions_in_their_order() -> None:
    assert [question.id for question in BANK.questions] == list(LASTING)


@each_question
def test_no_point_that_labels_refer_to_is_gone(question: Question) -> None:
    assert set(LASTING[question.id].split()) <= {point.id for point in question.points}


@each_question
def test_questions_about_deeds_are_told_from_questions_about_knowledge(question: Question) -> None:
    assert (question.kind is QuestionKind.EXPERIENCE) == (question.id in EXPERIENCE)


@each_question
def test_a_question_has_five_to_nine_points_with_a_core_that_weighs_most(question: Question) -> None:
    assert 5 <= len(question.points) <= 9
    weights = Counter(point.weight for point in question.points)
    assert set(weights) <= {1, 2, 3}
    assert 1 <= weights[3] <= 3


@each_question
def test_every_point_has_anchors_and_other_words_to_look_for(question: Question) -> None:
    assert all(point.anchors is not None for point in question.points)
    assert all(len(point.terms) >= 5 for point in question.points)


@each_question
def test_a_question_has_decoys_to_choose_from_whose_ids_do_not_give_them_away(question: Question) -> None:
    assert len(question.canaries) >= 4
    assert not any(word in canary.id for canary in question.canaries for word in ("canary", "decoy", "fake", "trap"))


def test_no_two_decoys_of_the_bank_are_alike() -> None:
    texts = [canary.text for question in BANK.questions for canary in question.canaries]
    assert len(set(texts)) == len(texts)


def test_titles_are_short_and_each_is_used_once() -> None:
    titles = [question.title for question in BANK.questions]
    assert len(set(titles)) == len(titles)
    assert max(map(len, titles)) <= 32


def test_the_wording_rules_find_nothing_in_the_bank() -> None:
    assert lint_bank(QUESTIONS) == ()


def test_editors_find_the_schema_by_the_first_line_of_the_bank() -> None:
    first = QUESTIONS.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"# yaml-language-server: $schema={SCHEMA.name}"


def test_the_schema_file_is_what_the_reader_checks_by() -> None:
    written = json.dumps(bank_schema(), indent=2) + "\n"
    assert SCHEMA.read_text(encoding="utf-8") == written, "write bank_schema() to the file again"


def test_the_schema_is_sound_and_the_bank_fits_it() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")))


def test_the_schema_describes_every_key_in_a_sentence() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    mappings = [schema, *(part for part in schema["$defs"].values() if part["type"] == "object")]
    described = {
        f"{part['title']}.{name}": field.get("description", "")
        for part in mappings
        for name, field in part["properties"].items()
    }
    assert len(described) == 22
    assert [name for name, text in described.items() if not text.endswith(".")] == []
