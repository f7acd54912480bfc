"""What is shipped: the wheel with its data, the locks, the container."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

from evaluator.settings.shipped import shipped
from evaluator.worker import GRACE_S

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DOCKERFILE = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICE = COMPOSE["services"]["evaluator"]
WORKER = COMPOSE["services"]["worker"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(directory)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )
    (built,) = directory.glob("*.whl")
    return built


def instructions(word: str) -> list[str]:
    """What stands behind every instruction of a kind in the Dockerfile."""
    return re.findall(rf"^{word} (.*)$", DOCKERFILE, flags=re.MULTILINE)


def test_the_wheel_judges_far_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-m", "evaluator", "judge", "caching"],
        input="Redis keeps hot rows in memory.",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Second opinion, not a decision.\n")


def test_the_wheel_holds_the_package_with_its_data_and_no_tests(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"evaluator"}
    wanted = [path for path in (ROOT / "evaluator").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {str(path.relative_to(ROOT)) for path in wanted} <= names
    prompts = {
        f"evaluator/_shipped/{path.relative_to(ROOT)}" for path in (ROOT / "prompts").rglob("*") if path.is_file()
    }
    assert prompts <= names
    assert "evaluator/_shipped/data/questions.yaml" in names
    golden = {f"evaluator/_shipped/data/golden/{path.name}" for path in (ROOT / "data" / "golden").iterdir()}
    assert golden == {name for name in names if "/golden/" in name}


def test_shipped_files_are_found_inside_the_package_first(tmp_path: Path) -> None:
    inside = tmp_path / "evaluator" / "_shipped" / "prompts"
    assert shipped("prompts", tmp_path / "evaluator") == tmp_path / "prompts"
    inside.mkdir(parents=True)
    assert shipped("prompts", tmp_path / "evaluator") == inside


def test_everything_depended_on_is_imported_somewhere() -> None:
    by_name = {
        "psycopg": "postgresql+psycopg",
        "pyyaml": "import yaml",
        "openai": "from openai import",
        "pystemmer": "import Stemmer",
    }
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "evaluator").rglob("*.py"))
    extras = PROJECT["project"]["optional-dependencies"]
    for requirement in PROJECT["project"]["dependencies"] + extras["local"]:
        name = re.split(r"[^\w-]", requirement)[0]
        module = name.replace("-", "_")
        known = by_name.get(name)
        assert known in code if known else re.search(rf"^ *(import|from) {module}\b", code, flags=re.MULTILINE), name


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-local.lock", "requirements-test.lock"])
def test_every_locked_package_has_a_version_and_a_hash(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    entries = re.sub(r" \\\n +", " ", lock).splitlines()
    assert all(
        re.match(r"[a-z0-9-]+(\[.*\])?==\S+( ; .*?)?( --hash=sha256:[0-9a-f]{64})+$", entry) for entry in entries
    )
    locked = {re.split(r"[=\[]", entry)[0] for entry in entries}
    wanted = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
    for extra, needed in PROJECT["project"]["optional-dependencies"].items():
        wanted = wanted + (needed if extra in name else [])
    assert {re.split(r"[^\w-]", requirement)[0].lower().replace("_", "-") for requirement in wanted} <= locked


@pytest.mark.parametrize("extra", ["local", "test"])
def test_an_extra_changes_no_version_that_users_run(extra: str) -> None:
    pins = [
        dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE))
        for name in ("requirements.lock", f"requirements-{extra}.lock")
    ]
    assert pins[0].items() <= pins[1].items()


def test_what_runs_models_files_is_in_no_lock_but_its_own() -> None:
    locks = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("requirements*.lock")}
    assert [name for name, lock in locks.items() if "xllamacpp==" in lock] == ["requirements-local.lock"]


def test_every_file_the_image_copies_is_there_and_not_ignored() -> None:
    kept = [line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line[:1] == "!"]
    for copied in instructions("COPY"):
        *sources, _ = [word for word in shlex.split(copied) if not word.startswith("--")]
        if "--from=build" in copied:
            continue
        for source in sources:
            assert (ROOT / source).exists(), source
            assert any(path == source or path.startswith(f"{source}/") for path in kept), source


def test_the_image_runs_unprivileged_and_writes_to_its_volume_alone() -> None:
    (user,) = instructions("USER")
    assert user.split(":")[0].isdigit()
    assert int(user.split(":")[0]) > 0
    assert instructions("VOLUME") == ["/data"]
    assert "EVALUATOR_DATA_DIR=/data" in DOCKERFILE
    assert "EVALUATOR_HOST=0.0.0.0" in DOCKERFILE
    assert "PYTHONDONTWRITEBYTECODE=1" in DOCKERFILE


def test_the_image_installs_nothing_without_a_hash() -> None:
    installs = re.findall(r"pip install (.*?)(?:&&|$)", DOCKERFILE, flags=re.MULTILINE)
    assert len(installs) == 2
    assert all("--require-hashes" in install or "--no-deps --no-build-isolation" in install for install in installs)


def test_the_image_asks_itself_whether_it_lives() -> None:
    (check,) = re.findall(r'CMD \["python", "-c", "(.*?)"\]', DOCKERFILE)
    assert "/health/live" in check
    compile(check, "HEALTHCHECK", "exec")


def test_the_port_is_the_same_in_image_and_composition() -> None:
    (port,) = instructions("EXPOSE")
    assert f"EVALUATOR_PORT={port}" in DOCKERFILE
    assert SERVICE["ports"] == [f"127.0.0.1:{port}:{port}"]


def test_the_composition_is_closed_up() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert "/tmp" in service["tmpfs"], name
    for service in (SERVICE, WORKER):
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert COMPOSE["services"]["database"]["healthcheck"]["test"][0] == "CMD"


def test_the_composition_holds_no_secret() -> None:
    environment = {**WORKER["environment"], **SERVICE["environment"], **COMPOSE["services"]["database"]["environment"]}
    for name, value in environment.items():
        if re.search("KEY|TOKEN|PASSWORD|URL", name):
            assert "${" in value, name


def test_the_composition_sets_nothing_that_is_no_setting() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in readme for name in [*SERVICE["environment"], *WORKER["environment"]])


def test_three_workers_are_started_where_they_are_wanted_and_none_elsewhere() -> None:
    assert WORKER["command"] == ["worker"]
    assert WORKER["profiles"] == ["workers"]
    assert WORKER["deploy"] == {"replicas": 3}
    assert "profiles" not in SERVICE
    assert "ports" not in WORKER


def test_workers_have_the_judges_and_the_record_of_the_service() -> None:
    shared = {name: value for name, value in WORKER["environment"].items() if name != "EVALUATOR_BATCHES"}
    assert shared.items() <= SERVICE["environment"].items()
    assert WORKER["environment"]["EVALUATOR_BATCHES"] == "workers"


def test_a_worker_is_given_longer_to_stop_than_it_takes() -> None:
    assert int(WORKER["stop_grace_period"].removesuffix("s")) > GRACE_S
