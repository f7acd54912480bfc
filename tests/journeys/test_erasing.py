"""A candidate of two hundred answers, with everything that the service does with them, and then not a byte of it."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.erasure_records import files_with
from tests.tools.standalone import verify_ledger

TOKEN = "a-token-long-enough-to-be-one"
PHRASE = "vermilionquillwort hums beneath the ninth turbine"
CANDIDATE = "Qwyxlborg-77"
PARTS = (PHRASE, PHRASE.split()[0], CANDIDATE)
CONFIG = "[review]\nfloor = 1000\nsecond_share = 0.5\n"
ANSWERS = 200


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "evaluator.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def environment(place: Path) -> dict[str, str]:
    return {
        "PATH": "",
        "EVALUATOR_ADMIN_TOKEN": TOKEN,
        "EVALUATOR_DATA_DIR": str(place / "var"),
        "EVALUATOR_LOG_LEVEL": "debug",
        "TMPDIR": str(place),
    }


@contextmanager
def serving(place: Path) -> Iterator[httpx.Client]:
    """The service in a process of its own that writes its log beside its data, and a way to ask it as an admin."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    command = [sys.executable, "-m", "evaluator", "serve", "--port", str(port)]
    with (
        (place / "log").open("a") as log,
        subprocess.Popen(command, cwd=place, env=environment(place), stdout=subprocess.PIPE, stderr=log) as process,
    ):
        assert process.stdout is not None
        process.stdout.readline()
        try:
            headers = {"Authorization": f"Bearer {TOKEN}"}
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
                yield client
        finally:
            process.terminate()
            process.wait(timeout=30)


def evaluator(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evaluator", *arguments]
    return subprocess.run(
        command, cwd=place, env=environment(place), capture_output=True, text=True, timeout=60, check=False
    )


def told(response: httpx.Response) -> dict[str, object]:
    assert response.is_success, response.text
    body: dict[str, object] = response.json()
    return body


def a_file(count: int, *, of: str) -> bytes:
    """As many answers of the candidate as of others, in turns."""
    lines = ["id,candidate,question,answer"]
    for number in range(count):
        lines.append(
            f"{CANDIDATE}-{of}-{number},{CANDIDATE},caching,A cache holds what is read often: {PHRASE} {number}."
        )
        lines.append(f"row-{of}-{number},C-{number},caching,A cache keeps data close at hand number {number}.")
    return "\n".join(lines).encode()


def send(client: httpx.Client, content: bytes, name: str, *, start: bool) -> str:
    response = client.post(
        "/api/batches", files={"file": (name, content, "text/csv")}, data={"start": "true" if start else "false"}
    )
    return str(told(response)["id"])


def wait_for(client: httpx.Client, batch: str) -> None:
    give_up_at = time.monotonic() + 120
    while told(client.get(f"/api/batches/{batch}"))["state"] != "finished":
        assert time.monotonic() < give_up_at
        time.sleep(0.2)


def review(client: httpx.Client, token: str) -> None:
    """Three reviews with notes, two of them finished, and an answer that stays in a reviewer's hands."""
    headers = {"Authorization": f"Bearer {token}"}
    for finished in (True, True, False):
        item = told(client.get("/api/reviews/next", params={"candidate": CANDIDATE}, headers=headers))["item"]
        assert isinstance(item, dict)
        points = [
            {"point_id": point["point_id"], "verdict": "partial", "note": f"They say {PHRASE}.", "evidence": []}
            for point in item["points"]
        ]
        address = f"/api/reviews/{item['judgement_id']}"
        told(client.post(f"{address}/blind", json={"points": points, "seconds": 9}, headers=headers))
        if finished:
            final = [
                {"point_id": point["point_id"], "verdict": "partial", "reason": "rubric_unclear"} for point in points
            ]
            told(client.post(f"{address}/final", json={"points": final, "seconds": 3}, headers=headers))
    assert told(client.get("/api/reviews/next", params={"candidate": CANDIDATE}, headers=headers))["item"]


def ask_amiss(client: httpx.Client) -> None:
    """Requests that fail with the candidate's words in them, which must not come to the log."""
    client.post("/api/judgements", json={"question_id": PHRASE, "answer": PHRASE, "candidate": CANDIDATE})
    client.post("/api/judgements", json={"question_id": "caching", "answer": [PHRASE], "candidate": CANDIDATE})
    client.post("/api/batches", files={"file": (f"{CANDIDATE}.csv", PHRASE.encode(), "text/csv")})
    client.get("/api/judgements", params={"candidate": CANDIDATE, "odd": PHRASE})
    client.post("/api/erasures", json={"candidate": CANDIDATE, "why": f"{CANDIDATE} said {PHRASE}"})


def assert_everything_still_works(client: httpx.Client, batch: str, gone: str) -> None:
    """Every page and file that tells of what was erased comes, and tells nothing of it."""
    addresses = [
        "/audit",
        "/batches",
        f"/batches/{batch}",
        f"/judgements/{gone}",
        f"/judgements/{gone}/explanation",
        f"/api/judgements/{gone}",
        f"/api/judgements/{gone}/story",
        f"/api/batches/{batch}",
        *(f"/api/batches/{batch}/results?format={kind}" for kind in ("csv", "jsonl", "xlsx")),
        *(f"/api/{what}/export?format=csv" for what in ("judgements", "reviews")),
        "/api/outdated",
        "/insights",
        "/keeping",
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, (address, response.text[:300])
        assert not any(part in response.text for part in PARTS), address


def live(client: httpx.Client, place: Path) -> str:
    """All that is done with a candidate's answers. Returns the batch that was judged."""
    reviewer = str(told(client.post("/api/users", json={"name": "rita", "role": "reviewer"}))["token"])
    judged = send(client, a_file(ANSWERS, of="a"), f"Answers of {CANDIDATE}.csv", start=True)
    wait_for(client, judged)
    send(client, a_file(5, of="b"), "waiting.csv", start=False)
    for number in range(5):
        body = {"question_id": "caching", "answer": f"{PHRASE}, number {number}.", "candidate": CANDIDATE}
        told(client.post("/api/judgements", json=body, headers={"Idempotency-Key": f"key-{number}"}))
    assert told(client.get("/api/judgements", params={"text": PHRASE.split()[0]}))["judgements"]
    told(client.get(f"/api/batches/{judged}"))
    assert client.get(f"/api/batches/{judged}/results", params={"format": "xlsx"}).is_success
    review(client, reviewer)
    ask_amiss(client)
    upload = place / "var" / "uploads" / "0123456789abcdef0123"
    upload.mkdir(parents=True, exist_ok=True)
    (upload / "file").write_bytes(a_file(3, of="c"))
    return judged


def test_after_an_erasure_not_a_byte_of_what_a_candidate_said_is_left(place: Path) -> None:
    with serving(place) as client:
        batch = live(client, place)
        assert {line.partition(":")[0] for line in files_with(place, *PARTS)} >= {"evaluator.db", "file"}
        assert [line for line in files_with(place, *PARTS) if line.startswith("log")] == []
        wanted = {"candidate": CANDIDATE, "why": "They asked for it in writing."}
        report = told(client.post("/api/erasures", json=wanted))
        assert report["state"] == "complete", report
        deleted = report["deleted"]
        assert isinstance(deleted, dict)
        assert deleted | {"batch_names": 0} == {
            "answers": ANSWERS + 10,
            "judgements": ANSWERS + 5,
            "reviews": 3,
            "under_way": 0,
            "called_off": 5,
            "item_ids": ANSWERS + 5,
            "batch_names": 0,
            "requests": 5,
            "uploads": 1,
        }
        assert files_with(place, *PARTS) == []
        assert told(client.get("/api/judgements", params={"text": PHRASE.split()[0]}))["judgements"] == []
        assert told(client.get("/api/judgements", params={"candidate": CANDIDATE}))["judgements"] == []
        gone = report["judgements"]
        assert isinstance(gone, list)
        recorded = next(one for one in gone if client.get(f"/api/judgements/{one}").is_success)
        assert_everything_still_works(client, batch, recorded)
    assert files_with(place, *PARTS) == []
    assert not re.search(r'"level": ?"error"', (place / "log").read_text())
    verified = evaluator(place, "ledger", "verify")
    assert (verified.returncode, verified.stderr) == (0, "")
    exported = evaluator(place, "ledger", "export", "ledger.jsonl")
    assert exported.returncode == 0, exported.stderr
    assert verify_ledger.main([str(place / "ledger.jsonl")]) == 0
    lines = (place / "ledger.jsonl").read_text().splitlines()
    assert [json.loads(line).get("entry", {}).get("kind") for line in lines].count("erasure") == 1
