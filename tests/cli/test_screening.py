"""`evaluator doctor --screen`, and what commands say of judges that nobody has screened or that were found unfit."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluator.cli.installation import Installation
from evaluator.cli.main import run
from evaluator.settings import Settings
from tests.browser.endpoint import Endpoint, serving
from tests.cli.conftest import Result

ANSWER = b"So you keep a copy somewhere that answers in a millisecond, in Redis say."


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    with serving() as served:
        yield served


class Household:
    """A data directory, and the settings that commands are run with there."""

    def __init__(self, home: Path, url: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._home, self._capsys = home, capsys
        self.url = url
        self.model, self.screening = "eager-1", {}

    def run(self, *arguments: str) -> Result:
        """Run one command line."""
        code = run(arguments, Installation(load=self._settings))
        written = self._capsys.readouterr()
        return Result(code, written.out, written.err)

    def judge(self, *, again: bool = True) -> Result:
        """Have an answer judged by the configured model."""
        answer = self._home / "answer.txt"
        answer.write_bytes(ANSWER)
        return self.run("judge", "caching", str(answer), "--json", *(["--again"] if again else []))

    def batch(self) -> Result:
        """Have a file of one answer judged."""
        rows = self._home / "rows.jsonl"
        rows.write_text(json.dumps({"question_id": "caching", "answer": ANSWER.decode()}) + "\n")
        return self.run("batch", str(rows), "--out", str(self._home / "out.jsonl"), "--yes", "--progress", "none")

    def judged_rows(self) -> list[dict[str, object]]:
        """The results of the batch."""
        return [json.loads(line) for line in (self._home / "out.jsonl").read_text().splitlines()]

    def _settings(self) -> Settings:
        judge = {"name": "gpt", "base_url": self.url, "model": self.model, "reply_format": "json_object"}
        limits = {"limits": {"attempts": 1}, "prices": {"input": 1.0, "output": 2.0}}
        return Settings.model_validate(
            {"data_dir": self._home / "var", "judges": [judge | limits], "screening": self.screening}
        )


@pytest.fixture
def house(tmp_path: Path, endpoint: Endpoint, capsys: pytest.CaptureFixture[str]) -> Household:
    return Household(tmp_path, endpoint.url, capsys)


def flags(judged: Result) -> list[str]:
    """The flags of the judgement that was printed."""
    told: list[str] = json.loads(judged.out)["flags"]
    return told


def test_a_model_that_credits_everything_is_told_for_it_and_refused_from_then_on(house: Household) -> None:
    found = house.run("doctor", "--screen", "gpt")
    assert found.code == 1
    assert found.out.startswith("fail  judge gpt: is unfit: it credits everything")
    for said in ("points that are not there it denies 0 %", "Decoys: credited in 24 of 24", "allow_unfit = true"):
        assert said in found.out
    assert found.err.startswith("Judge gpt is screened. 24 answers go to gpt (127.0.0.1:")
    assert "costs 0.0" in found.err

    refused = house.judge()
    assert (refused.code, refused.out) == (1, "")
    assert "Judge gpt was screened on" in refused.err
    assert "it credits everything" in refused.err
    batch = house.batch()
    assert batch.code == 1
    assert "is unfit" in batch.err


def test_where_unfit_judges_are_allowed_all_that_they_say_is_flagged(house: Household) -> None:
    house.run("doctor", "--screen", "gpt")
    house.screening = {"allow_unfit": True}
    assert flags(house.judge())[0] == "unfit_judge"
    assert house.batch().code == 0
    assert "unfit_judge" in json.dumps(house.judged_rows())


def test_a_judgement_shared_with_one_from_before_the_screening_is_flagged_as_well(house: Household) -> None:
    assert house.batch().code == 0
    house.run("doctor", "--screen", "gpt")
    house.screening = {"allow_unfit": True}
    assert flags(house.judge(again=False)).count("unfit_judge") == 1


def test_a_model_that_overlooks_most_of_it_credits_nothing(house: Household) -> None:
    house.model = "honest-1"
    found = house.run("doctor", "--screen", "gpt")
    assert found.out.startswith("fail  judge gpt: is unfit: it credits nothing")


def test_a_model_whose_replies_are_cut_off_gives_none_that_can_be_used(house: Household) -> None:
    house.model = "terse-1"
    found = house.run("doctor", "--screen", "gpt")
    assert found.out.startswith("fail  judge gpt: is unfit: it gives no usable replies")


def test_of_an_endpoint_that_is_not_there_nothing_is_said_but_that(house: Household) -> None:
    house.url = "http://127.0.0.1:9/v1"
    found = house.run("doctor", "--screen", "gpt")
    assert (found.code, found.out) == (
        1,
        "fail  judge gpt: nothing can be said of it: 1 of 1 answers were not scored, most of them for endpoint "
        "unreachable; what was answered is not asked again in the next hours\n",
    )


def test_the_matcher_can_be_screened_and_is_never_refused(house: Household) -> None:
    assert house.run("doctor", "--screen", "matcher").out.split(": ")[0][6:] == "judge matcher"
    assert house.run("judge", "caching", __file__, "--judge", "matcher").code == 0


def test_a_judge_that_is_not_there_is_not_screened(house: Household) -> None:
    found = house.run("doctor", "--screen", "gtp")
    assert (found.code, found.out) == (1, "")
    assert "There is no judge of that name. Configured: gpt, matcher." in found.err


def test_at_the_first_use_of_a_judge_it_is_told_that_nobody_has_screened_it(house: Household) -> None:
    judged = house.judge()
    assert judged.code == 0
    assert "Judge gpt was never screened: `evaluator doctor --screen gpt`" in judged.err
    assert "never screened" in house.batch().err


def test_nothing_is_told_where_nobody_wants_to_hear_it(house: Household) -> None:
    house.screening = {"first_use": "off"}
    assert house.judge().err == ""


def test_at_first_use_a_judge_can_be_screened_and_what_that_takes_is_said_before(house: Household) -> None:
    house.screening = {"first_use": "screen"}
    judged = house.judge()
    assert judged.code == 1
    assert "Judge gpt is new and is screened first. 24 answers go to gpt" in judged.err
    assert "it credits everything" in judged.err


@pytest.mark.parametrize(
    ("screening", "line"),
    [
        pytest.param({}, "fail  screening of gpt: screened on", id="refused"),
        pytest.param({"allow_unfit": True}, "warn  screening of gpt: screened on", id="allowed"),
    ],
)
def test_the_doctor_tells_what_each_judge_was_found_to_be(
    house: Household, screening: dict[str, bool], line: str
) -> None:
    house.run("doctor", "--screen", "gpt")
    house.screening = screening
    assert line in house.run("doctor").out


def test_the_doctor_tells_which_judges_nobody_has_screened(house: Household) -> None:
    house.judge()
    assert "warn  screening of gpt: never done with these settings" in house.run("doctor").out
    house.screening = {"first_use": "off"}
    assert "screening of gpt" not in house.run("doctor").out


def test_a_judge_that_becomes_worse_under_the_same_name_is_found_out_on_its_anchors(house: Household) -> None:
    house.model = "honest-1"
    first = house.run("doctor", "--anchors", "gpt")
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("ok    judge gpt: is watched from here on: ")
    told = house.run("doctor").out
    assert "warn  anchors of gpt: another round is due, since 3 rounds say what to expect of it, and there is 1" in told

    house.model = "eager-1"
    assert "warn  anchors of gpt: another round is due, since the judge's settings" in house.run("doctor").out
    worse = [house.run("doctor", "--anchors", "gpt") for _ in range(3)][-1]
    assert worse.code == 1
    assert worse.out.startswith("fail  judge gpt: has become worse since it was trusted")
    for words in ("The alarm has stood since", "From round 2", "Let people decide", "--anchors gpt --anew"):
        assert words in worse.out
    assert "fail  anchors of gpt: has become worse" in house.run("doctor").out

    anew = house.run("doctor", "--anchors", "gpt", "--anew")
    assert (anew.code, "is watched from here on" in anew.out) == (0, True)


def test_where_the_anchors_are_not_scored_nothing_is_kept(house: Household) -> None:
    house.model = "terse-1"
    found = house.run("doctor", "--anchors", "gpt")
    assert (found.code, "too few anchors were scored" in found.out) == (1, True)
    assert "anchors of gpt" not in house.run("doctor").out


def test_a_judge_that_is_not_there_is_not_watched(house: Household) -> None:
    assert "There is no judge of that name" in house.run("doctor", "--anchors", "gtp").err
