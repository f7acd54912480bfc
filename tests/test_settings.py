"""Settings: what is read, from where, and how every fault is told."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.errors import SettingsInvalid
from evaluator.settings import Batches, Settings, load_settings
from evaluator.settings.loading import VARIABLES

SECRET = "sesame-open-sesame-open"
JUDGE = """
[[judges]]
name = "local"
base_url = "http://127.0.0.1:8080/v1"
model = "small"
"""
PANEL = """
[[panels]]
name = "careful"
first = "local"
second = "matcher"
"""


@pytest.fixture(autouse=True)
def _in_an_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


BUCKET = {
    "EVALUATOR_CHECKPOINT_BUCKET": "https://s3.example/bucket/ledger",
    "EVALUATOR_CHECKPOINT_BUCKET_KEY_ID": "key-id",
    "EVALUATOR_CHECKPOINT_BUCKET_SECRET": SECRET,
}
"""What it takes to put checkpoints into a bucket."""


def load(toml: str = "", **variables: str) -> Settings:
    Path("evaluator.toml").write_text(toml, encoding="utf-8")
    return load_settings(variables)


def faults(toml: str = "", **variables: str) -> list[str]:
    with pytest.raises(SettingsInvalid) as caught:
        load(toml, **variables)
    return list(caught.value.faults)


def test_with_nothing_set_the_defaults_serve_this_machine_alone(tmp_path: Path) -> None:
    settings = load_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir == tmp_path / "var"
    assert settings.database.get_secret_value() == f"sqlite:///{tmp_path}/var/evaluator.db"
    assert settings.judges == ()
    assert settings.default_judge is None
    assert settings.config is None


def test_a_panel_names_its_judges_in_order_and_escalates_on_both_where_it_does_not_say() -> None:
    (panel,) = load(JUDGE + JUDGE.replace("local", "large") + PANEL + 'third = "large"').panels
    assert (panel.name, panel.members) == ("careful", ("local", "matcher", "large"))
    assert panel.escalate_on == ("unsure", "flagged")
    (of_two,) = load(JUDGE + PANEL + 'escalate_on = ["unsure"]').panels
    assert (of_two.members, of_two.escalate_on) == (("local", "matcher"), ("unsure",))


@pytest.mark.parametrize(
    ("toml", "asked"),
    [
        (JUDGE + PANEL, "local"),
        (JUDGE + PANEL + "default = true", "careful"),
        (PANEL.replace("local", "matcher").replace('second = "matcher"', 'second = "local"') + JUDGE, "local"),
    ],
    ids=["the first judge", "the panel that says so", "the first judge, wherever it stands"],
)
def test_a_panel_is_asked_by_default_where_it_says_so(toml: str, asked: str) -> None:
    assert load(toml).default_judge == asked


def test_a_judge_reads_once_where_it_does_not_say_how_often() -> None:
    assert load(JUDGE).judges[0].samples == 1
    assert load(JUDGE + "samples = 9").judges[0].samples == 9


def test_the_bank_and_the_prompts_are_found_where_the_program_is_and_not_where_it_is_run() -> None:
    settings = load_settings({})
    assert settings.bank.is_file()
    assert (settings.prompts / "coverage").is_dir()


def test_what_the_environment_says_goes_before_the_file() -> None:
    settings = load('port = 9000\nhost = "0.0.0.0"', EVALUATOR_PORT="9001")
    assert (settings.host, settings.port) == ("0.0.0.0", 9001)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert load("port = 9000", EVALUATOR_PORT="", EVALUATOR_LLM_API_KEY="").port == 9000


def test_the_file_named_by_the_variable_is_read_instead_of_the_one_here(tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("port = 9002", encoding="utf-8")
    assert load("port = 9000", EVALUATOR_CONFIG=str(other)).port == 9002


def test_a_relative_data_directory_stands_in_the_working_directory(tmp_path: Path) -> None:
    assert load(EVALUATOR_DATA_DIR="records").data_dir == tmp_path / "records"


def test_three_variables_make_one_judge() -> None:
    settings = load(
        EVALUATOR_LLM_BASE_URL="https://llm.example/v1",
        EVALUATOR_LLM_MODEL="large",
        EVALUATOR_LLM_API_KEY=SECRET,
        EVALUATOR_LLM_REPLY_FORMAT="tool",
        EVALUATOR_LLM_TIMEOUT="300",
    )
    (judge,) = settings.judges
    assert (judge.name, judge.base_url, judge.model) == ("llm", "https://llm.example/v1", "large")
    assert judge.key.get_secret_value() == SECRET
    assert judge.reply_format == "tool"
    assert (judge.timeouts.connect, judge.timeouts.read, judge.timeouts.total) == (10, 150, 300)
    assert settings.default_judge == "llm"


def test_checkpoints_and_their_key_are_in_the_data_directory_unless_told_otherwise(tmp_path: Path) -> None:
    settings = load(EVALUATOR_DATA_DIR="records")
    assert settings.checkpoint_folder == tmp_path / "records" / "checkpoints"
    assert settings.checkpoint_key_file == tmp_path / "records" / "checkpoint.key"
    settings = load('checkpoints = "kept"', EVALUATOR_CHECKPOINT_KEY="/run/secrets/key")
    assert settings.checkpoint_folder == tmp_path / "kept"
    assert settings.checkpoint_key_file == Path("/run/secrets/key")


def test_checkpoints_go_to_a_webhook_and_a_bucket_whose_secrets_are_not_shown() -> None:
    settings = load(EVALUATOR_CHECKPOINT_WEBHOOK=f"https://hook.example/{SECRET}", **BUCKET)
    assert settings.checkpoint_webhook is not None
    assert settings.checkpoint_webhook.get_secret_value() == f"https://hook.example/{SECRET}"
    assert settings.checkpoint_bucket == "https://s3.example/bucket/ledger"
    assert settings.checkpoint_bucket_region == "us-east-1"
    assert SECRET not in repr(settings)


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:9000"])
def test_a_webhook_on_this_machine_may_speak_plainly(host: str) -> None:
    settings = load(EVALUATOR_CHECKPOINT_WEBHOOK=f"http://{host}/hook")
    assert settings.checkpoint_webhook is not None


def test_a_judge_of_the_file_takes_its_key_from_the_variable_it_names() -> None:
    settings = load(JUDGE + 'key_env = "LOCAL_KEY"', LOCAL_KEY=SECRET)
    assert settings.judges[0].key.get_secret_value() == SECRET


def test_a_key_may_stand_in_a_variable_with_our_prefix() -> None:
    settings = load(JUDGE + 'key_env = "EVALUATOR_LOCAL_KEY"', EVALUATOR_LOCAL_KEY=SECRET)
    assert settings.judges[0].key.get_secret_value() == SECRET


def test_every_part_of_reviews_is_read() -> None:
    parts = {
        "enabled": False,
        "random_rate": 0.5,
        "floor": 0,
        "second_share": 1.0,
        "first_of_version": 3,
        "claim_minutes": 5.0,
        "seed": -7,
        "interviewers_first": True,
        "seeded_wrong_share": 0.1,
    }
    toml = "\n".join(f"{name} = {str(value).lower()}" for name, value in parts.items())
    assert load(f"[review]\n{toml}").review.model_dump() == parts


def test_every_part_of_sessions_is_read() -> None:
    sessions = load("[sessions]\nhours = 4.5\nidle_minutes = 15.0").sessions
    assert (sessions.hours, sessions.idle_minutes) == (4.5, 15.0)


def test_every_part_of_a_judge_is_read() -> None:
    (judge,) = load(
        JUDGE
        + """
reply_format = "text"
mode = "per_answer"
temperature = 1
seed = 3
max_output_tokens = 900
limits = {requests_per_minute = 60, tokens_per_minute = 9000, in_flight = 4, attempts = 2}
prices = {input = 0.5, cached_input = 0.1, output = 2, batch_discount = 0.5}
timeouts = {connect = 1, read = 20.5, total = 40}
"""
    ).judges
    assert judge.limits.model_dump() == {
        "requests_per_minute": 60,
        "tokens_per_minute": 9000,
        "in_flight": 4,
        "attempts": 2,
    }
    assert judge.prices is not None
    assert judge.prices.model_dump() == {"input": 0.5, "cached_input": 0.1, "output": 2, "batch_discount": 0.5}
    assert judge.timeouts.model_dump() == {"connect": 1, "read": 20.5, "total": 40}
    assert (judge.temperature, judge.seed, judge.max_output_tokens) == (1, 3, 900)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("", "", "local"), ("", "default = true", "other"), ("default = true", "", "local")],
    ids=["the first where none says so", "the one that says so", "the first that says so"],
)
def test_the_default_judge_is(first: str, second: str, expected: str) -> None:
    assert load(JUDGE + first + JUDGE.replace("local", "other") + second).default_judge == expected


def test_the_judge_of_the_environment_comes_before_those_of_the_file() -> None:
    variables = {"EVALUATOR_LLM_BASE_URL": "https://llm.example/v1", "EVALUATOR_LLM_MODEL": "large"}
    assert [judge.name for judge in load(JUDGE, **variables).judges] == ["llm", "local"]
    assert load(JUDGE, **variables).default_judge == "llm"
    assert load(JUDGE + "default = true", **variables).default_judge == "local"


FAULTS_OF_VARIABLES = {
    "a variable of another kind": ({"EVALUATOR_PORT": "high"}, "EVALUATOR_PORT: must be a whole number"),
    "a port too high": ({"EVALUATOR_PORT": "70000"}, "EVALUATOR_PORT: must be at most 65535"),
    "a host too long": ({"EVALUATOR_HOST": "h" * 201}, "EVALUATOR_HOST: has more than 200 characters"),
    "a level unheard of": (
        {"EVALUATOR_LOG_LEVEL": "loud"},
        "EVALUATOR_LOG_LEVEL: must be debug, info, warning or error",
    ),
    "another database": (
        {"EVALUATOR_DATABASE_URL": "mysql://here"},
        "EVALUATOR_DATABASE_URL: must begin with postgresql+psycopg:// or sqlite:///",
    ),
    "a token easily guessed": (
        {"EVALUATOR_ADMIN_TOKEN": "admin"},
        "EVALUATOR_ADMIN_TOKEN: must have at least 20 characters; `openssl rand -hex 32` makes one",
    ),
    "a variable mistyped": (
        {"EVALUATOR_PROT": "1"},
        "EVALUATOR_PROT: is not a setting; did you mean EVALUATOR_PORT or EVALUATOR_PROMPTS?",
    ),
    "a file that is not there": (
        {"EVALUATOR_CONFIG": "gone.toml"},
        "gone.toml: does not exist; put the file there, or unset EVALUATOR_CONFIG",
    ),
    "a directory for a file": ({"EVALUATOR_CONFIG": "."}, ".: cannot be read: Is a directory"),
    "a judge without an endpoint": (
        {"EVALUATOR_LLM_MODEL": "large"},
        "EVALUATOR_LLM_BASE_URL: is missing; give the endpoint's address, such as https://llm.example/v1",
    ),
    "a time that is none": (
        {
            "EVALUATOR_LLM_MODEL": "large",
            "EVALUATOR_LLM_BASE_URL": "https://llm.example/v1",
            "EVALUATOR_LLM_TIMEOUT": "soon",
        },
        "EVALUATOR_LLM_TIMEOUT: must be a number",
    ),
    "a webhook that speaks plainly": (
        {"EVALUATOR_CHECKPOINT_WEBHOOK": "http://hook.example/checkpoints"},
        "EVALUATOR_CHECKPOINT_WEBHOOK: must begin with https://; http:// goes to this machine alone",
    ),
    "a webhook that is no address": (
        {"EVALUATOR_CHECKPOINT_WEBHOOK": "hook"},
        "EVALUATOR_CHECKPOINT_WEBHOOK: must be a web address, such as https://checks.example/checkpoints",
    ),
    "a bucket without a name": (
        {**BUCKET, "EVALUATOR_CHECKPOINT_BUCKET": "https://s3.example/"},
        "EVALUATOR_CHECKPOINT_BUCKET: must be https://ENDPOINT/BUCKET with a prefix, if any",
    ),
    "a bucket that was signed before": (
        {**BUCKET, "EVALUATOR_CHECKPOINT_BUCKET": "https://s3.example/bucket?X-Amz-Signature=1"},
        "EVALUATOR_CHECKPOINT_BUCKET: must be https://ENDPOINT/BUCKET with a prefix, if any",
    ),
    "a bucket without a secret": (
        {name: value for name, value in BUCKET.items() if not name.endswith("SECRET")},
        "EVALUATOR_CHECKPOINT_BUCKET_SECRET: is missing; a bucket needs an address, a key's id and a secret",
    ),
    "workers without a database they could share": (
        {"EVALUATOR_BATCHES": "workers"},
        "EVALUATOR_BATCHES: can be workers only where EVALUATOR_DATABASE_URL begins with postgresql+psycopg://",
    ),
    "batches judged by nobody known": (
        {"EVALUATOR_BATCHES": "elves"},
        "EVALUATOR_BATCHES: must be in_process or workers",
    ),
}
"""Variables, and what is told of them."""

FAULTS_OF_BOTH = {
    "the environment's judge again": (
        {"EVALUATOR_LLM_MODEL": "large", "EVALUATOR_LLM_BASE_URL": "https://llm.example/v1"},
        JUDGE.replace("local", "llm"),
        "judge llm: name is given 2 times; judges and panels need names of their own;"
        " llm is the judge of EVALUATOR_LLM_BASE_URL",
    ),
    "workers on a file": (
        {"EVALUATOR_DATABASE_URL": "sqlite:////tmp/e.db"},
        'batches = "workers"',
        "batches can be workers only where EVALUATOR_DATABASE_URL begins with postgresql+psycopg://",
    ),
}
"""Variables and a file that do not go together, and what is told of the file."""

FAULTS_OF_A_FILE = {
    "a port of the file": ("port = 0", "port must be at least 1"),
    "a switch for a number": ("port = true", "port must be a whole number"),
    "a path that is none": ("bank = 3", "bank must be a path in quotes"),
    "text that is none": ("host = 3", "host must be text in quotes"),
    "a token in the file": (
        'admin_token = "sesame-open-sesame-open"',
        "admin_token does not belong in a file; set the environment variable EVALUATOR_ADMIN_TOKEN",
    ),
    "a key mistyped": ('hots = "here"', "hots is not a setting; did you mean host?"),
    "a key unheard of": (
        "zeal = 1",
        "zeal is not a setting; those known here are data_dir, database_url, host, port, bank, prompts,"
        " contact, batches, log_level, log_format, checkpoints, checkpoint_key, checkpoint_bucket_region,"
        " checkpoint_bucket, checkpoint_bucket_key_id, review, sessions, keeping, screening, anchors, matcher, judges,"
        " panels",
    ),
    "a judge to watch that is none": (
        '[anchors]\nevery_days = 7\njudges = ["gtp"]',
        "anchors names no judge: gtp; those there are: none",
    ),
    "anchors oftener than daily": ("[anchors]\nevery_days = 0", "anchors.every_days must be at least 1"),
    "a share of reviews above all": ("[review]\nrandom_rate = 1.5", "review.random_rate must be at most 1"),
    "keeping for no day at all": ("[keeping]\ndays = 0", "keeping.days must be at least 1"),
    "a key of reviews mistyped": ("[review]\nflor = 3", "review.flor is not a setting; did you mean floor?"),
    "a session without an end": ("[sessions]\nhours = 0", "sessions.hours must be above 0"),
    "reviews that are no table": ("review = true", "review must be a table"),
    "not TOML": ("port", "is not valid TOML: Expected '=' after a key in a key/value pair"),
    "one table for a list": (
        "[judges.local]\nmodel = 'm'",
        "judges must be a list of tables; write [[judges]] above each",
    ),
    "a list of names": ("judges = ['m']", "judges must be a list of tables; write [[judges]] above each"),
    "a name with spaces": (
        JUDGE.replace("local", "my judge"),
        "judge my judge: name must be lower-case letters, digits, dots, hyphens or underscores,"
        " 40 at most, such as gpt or local",
    ),
    "a judge's address": (
        JUDGE.replace("http://127.0.0.1:8080/v1", "llm.example"),
        "judge local: base_url must be a web address, such as https://llm.example/v1 or http://127.0.0.1:8080/v1",
    ),
    "a judge's broken address": (
        JUDGE.replace("127.0.0.1:8080", "[::1"),
        "judge local: base_url must be a web address, such as https://llm.example/v1 or http://127.0.0.1:8080/v1",
    ),
    "a password in an address": (
        JUDGE.replace("127.0.0.1", "me:sesame@127.0.0.1"),
        "judge local: base_url must hold no user or password; the key goes into an environment",
    ),
    "a mode unheard of": (
        JUDGE + 'mode = "per_word"',
        "judge local: mode must be per_answer, per_point or yes_no_logprobs",
    ),
    "thresholds that cross": (
        JUDGE + "covered_from = 0.4\nmissed_up_to = 0.4",
        "judge local: missed_up_to must be below covered_from",
    ),
    "examples for a judge that is asked point by point": (
        JUDGE + 'mode = "per_point"\nexamples = 2',
        "judge local: examples goes with the mode per_answer alone",
    ),
    "more examples than are shown": (JUDGE + "examples = 6", "judge local: examples must be at most 5"),
    "a threshold that is none": (JUDGE + 'covered_from = "always"', "judge local: covered_from must be a number"),
    "one threshold of the matcher without the other": (
        "[matcher]\ncovered_from = 0.8",
        "matcher.missed_up_to is missing; give both thresholds, as `evaluator calibrate` finds them",
    ),
    "thresholds of the matcher that cross": (
        "[matcher]\ncovered_from = 0.2\nmissed_up_to = 0.3",
        "matcher.missed_up_to must be below covered_from",
    ),
    "a model at two places": (
        JUDGE + 'gguf = "model.gguf"',
        "judge local: base_url cannot stand beside gguf: a judge's model is at an address or in a file",
    ),
    "a model at no place": (
        '[[judges]]\nname = "local"\nmodel = "small"',
        "judge local: base_url is missing; give the endpoint's address, such as https://llm.example/v1",
    ),
    "an address of nothing": (
        '[[judges]]\nname = "local"\nmodel = "small"\nbase_url = ""',
        "judge local: base_url must be a web address, such as https://llm.example/v1",
    ),
    "a file that is a number": (
        '[[judges]]\nname = "local"\nmodel = "small"\ngguf = 7',
        "judge local: gguf must be a path in quotes",
    ),
    "a model without a name": (
        '[[judges]]\nname = "local"\nbase_url = "http://127.0.0.1/v1"',
        "judge local: model is missing; give the model's name as the endpoint knows it",
    ),
    "a format unheard of": (
        JUDGE + 'reply_format = "xml"',
        "judge local: reply_format must be auto, json_schema, json_object, tool or text",
    ),
    "no room for a request": (JUDGE + "limits = {in_flight = 0}", "judge local: limits.in_flight must be at least 1"),
    "a limit mistyped": (
        JUDGE + "limits = {in_fligth = 2}",
        "judge local: limits.in_fligth is not a setting; did you mean in_flight?",
    ),
    "a judge's key mistyped": (
        JUDGE + "temprature = 0",
        "judge local: temprature is not a setting; did you mean temperature?",
    ),
    "a number in quotes": (JUDGE + 'temperature = "0"', "judge local: temperature must be a number"),
    "a switch in quotes": (JUDGE + 'default = "yes"', "judge local: default must be true or false"),
    "prices that are none": (JUDGE + "prices = 3", "judge local: prices must be a table"),
    "half of a price": (
        JUDGE + "prices = {input = 1}",
        "judge local: prices.output is missing; give the price of a million tokens written",
    ),
    "no time at all": (JUDGE + "timeouts = {connect = 0}", "judge local: timeouts.connect must be above 0"),
    "an endless price": (JUDGE + "prices = {input = inf, output = 1}", "judge local: prices.input must be a number"),
    "less time in all than for a part": (
        JUDGE + "timeouts = {read = 200}",
        "judge local: timeouts must allow `total` at least as long as `read`",
    ),
    "a model with an empty name": (JUDGE.replace("small", ""), "judge local: model is empty"),
    "a judge without a name": (
        JUDGE.replace('name = "local"', ""),
        "judge 1: name is missing; give the judge a short name, such as gpt or local",
    ),
    "a key's variable not set": (
        JUDGE + 'key_env = "LOCAL_KEY"',
        "judge local: key_env names an environment variable that is not set; set it",
    ),
    "the matcher's name": (
        JUDGE.replace("local", "matcher"),
        "judge matcher: name is the built-in judge's; choose another",
    ),
    "a name given twice": (
        JUDGE + JUDGE,
        "judge local: name is given 2 times; judges and panels need names of their own",
    ),
    "a webhook in the file": (
        'checkpoint_webhook = "https://hook.example"',
        "checkpoint_webhook does not belong in a file; set the environment variable EVALUATOR_CHECKPOINT_WEBHOOK",
    ),
    "more samples than there may be": (JUDGE + "samples = 10", "judge local: samples must be at most 9"),
    "no sample": (JUDGE + "samples = 0", "judge local: samples must be at least 1"),
    "a panel without tables of its own": (
        JUDGE + "\n[panels]\nname = 'careful'",
        "panels must be a list of tables; write [[panels]] above each",
    ),
    "a panel without a name": (
        JUDGE + PANEL.replace('name = "careful"', ""),
        "panel 1: name is missing; give the judge a short name, such as gpt or local",
    ),
    "a panel of one": (
        JUDGE + PANEL.replace('second = "matcher"', ""),
        "panel careful: second is missing; name the judge that is asked about what the first leaves",
    ),
    "a panel's key unheard of": (
        JUDGE + PANEL + "thrid = 'local'",
        "panel careful: thrid is not a setting; did you mean third?",
    ),
    "a panel that escalates on nothing": (JUDGE + PANEL + "escalate_on = []", "panel careful: escalate_on is empty"),
    "a panel that escalates on something else": (
        JUDGE + PANEL + "escalate_on = ['unsure', 'long']",
        "panel careful: escalate_on.1 must be unsure or flagged",
    ),
    "a panel of somebody unheard of": (
        JUDGE + PANEL + "third = 'nobody'",
        "panel careful: third names no judge; those there are: local, matcher",
    ),
    "a panel on which one sits twice": (
        JUDGE + PANEL + "third = 'local'",
        "panel careful: has the same judge twice; `samples` asks one several times",
    ),
    "a panel with the name of a judge": (
        JUDGE + PANEL.replace("careful", "local"),
        "panel local: name is given 2 times; judges and panels need names of their own",
    ),
    "a panel with the matcher's name": (
        JUDGE + PANEL.replace("careful", "matcher"),
        "panel matcher: name is the built-in judge's; choose another",
    ),
    "a judge and a panel that are default": (
        JUDGE + "default = true" + PANEL + "default = true",
        "judges have several that are default: local, careful; keep one of them",
    ),
    "two defaults": (
        JUDGE + "default = true" + JUDGE.replace("local", "other") + "default = true",
        "judges have several that are default: local, other; keep one of them",
    ),
}
"""A file, and what is told of it after `evaluator.toml:`."""


@pytest.mark.parametrize(("variables", "expected"), FAULTS_OF_VARIABLES.values(), ids=FAULTS_OF_VARIABLES)
def test_a_fault_of_a_variable_is_told_with_its_place_and_what_to_do(variables: dict[str, str], expected: str) -> None:
    (fault,) = faults(**variables)
    assert fault.startswith(expected)


@pytest.mark.parametrize(("toml", "expected"), FAULTS_OF_A_FILE.values(), ids=FAULTS_OF_A_FILE)
def test_a_fault_of_the_file_is_told_with_its_place_and_what_to_do(toml: str, expected: str) -> None:
    (fault,) = faults(toml)
    assert fault.startswith(f"evaluator.toml: {expected}")


@pytest.mark.parametrize(("variables", "toml", "expected"), FAULTS_OF_BOTH.values(), ids=FAULTS_OF_BOTH)
def test_a_fault_of_the_file_beside_variables_is_told_alike(
    variables: dict[str, str], toml: str, expected: str
) -> None:
    (fault,) = faults(toml, **variables)
    assert fault.startswith(f"evaluator.toml: {expected}")


def test_every_fault_is_told_at_once() -> None:
    found = faults('port = "x"\nhots = 1' + JUDGE + "seed = 0.5", EVALUATOR_LOG_LEVEL="loud", EVALUATOR_X="1")
    assert len(found) == 5


def test_a_file_that_is_not_utf_8_is_refused() -> None:
    Path("evaluator.toml").write_bytes(b'host = "\xff"')
    with pytest.raises(SettingsInvalid) as caught:
        load_settings({})
    assert caught.value.faults == ("evaluator.toml: is not UTF-8; save it as UTF-8",)


@pytest.mark.parametrize("key", ["key", "api_key", "Token", "password"])
def test_a_key_written_into_the_file_is_refused_and_not_repeated(key: str) -> None:
    found = faults(JUDGE + f'{key} = "{SECRET}"')
    advice = "does not belong in a file; put it into an environment variable and name that in key_env"
    assert found == [f"evaluator.toml: judge local: {key} {advice}"]


def test_a_key_written_in_place_of_its_variables_name_is_refused_and_not_repeated() -> None:
    (fault,) = faults(JUDGE + 'key_env = "sk-sesame"')
    assert "must be the name of an environment variable" in fault
    assert "sesame" not in fault


def test_no_secret_is_printed_with_the_settings() -> None:
    settings = load(
        JUDGE + 'key_env = "LOCAL_KEY"',
        LOCAL_KEY=SECRET,
        EVALUATOR_ADMIN_TOKEN=SECRET,
        EVALUATOR_DATABASE_URL=f"postgresql+psycopg://me:{SECRET}@db/evaluator",
    )
    assert SECRET not in f"{settings} {settings!r} {settings.model_dump_json()}"


SHOWN = {
    "EVALUATOR_DATA_DIR",
    "EVALUATOR_BANK",
    "EVALUATOR_PROMPTS",
    "EVALUATOR_CONTACT",
    "EVALUATOR_CHECKPOINTS",
    "EVALUATOR_CHECKPOINT_KEY",
    "EVALUATOR_CHECKPOINT_BUCKET",
    "EVALUATOR_CHECKPOINT_BUCKET_REGION",
    "EVALUATOR_CHECKPOINT_BUCKET_KEY_ID",
    "EVALUATOR_LLM_MODEL",
    "EVALUATOR_LLM_BASE_URL",
}
"""Variables that hold no secret, and whose values the settings show."""


@given(st.sampled_from([name for name in VARIABLES if name != "EVALUATOR_CONFIG"]), st.text("abc{}'\"\\ é", min_size=1))
def test_whatever_a_variable_holds_is_taken_or_refused_without_repeating_it(name: str, value: str) -> None:
    value = f"{value}-{SECRET}"
    try:
        told = str(load_settings({name: value, "EVALUATOR_HOST": "localhost"}))
    except SettingsInvalid as error:
        told = f"{error} {error.faults}"
    if name not in SHOWN:
        assert SECRET not in told


def test_with_a_postgresql_batches_can_be_judged_by_workers() -> None:
    assert load().batches is Batches.IN_PROCESS
    url = "postgresql+psycopg://evaluator:secret@database/evaluator"
    assert load('batches = "workers"', EVALUATOR_DATABASE_URL=url).batches is Batches.WORKERS


def test_of_an_address_that_is_no_database_workers_say_nothing_more() -> None:
    (fault,) = faults('batches = "workers"', EVALUATOR_DATABASE_URL="mysql://x")
    assert fault.startswith("EVALUATOR_DATABASE_URL")
