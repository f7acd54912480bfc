"""What operators ask: alive, ready, counts; and the ledger's head."""

from dataclasses import replace

from evaluator.checkpoints.folder import CheckpointFolder
from evaluator.errors import DatabaseOutdated
from evaluator.web.api.operations import faults_of
from tests.ledgers import two_keys
from tests.web.service import BANK, Service, StillLedger, changed
from tests.web.shapes import problem_in


class NoJudges:
    """What is asked of the judging service here, for a service that has no judge."""

    judges = ()


async def test_a_process_that_answers_is_alive_whatever_ails_it(service: Service) -> None:
    service.database.fault = DatabaseOutdated("Run `evaluator db upgrade`.")
    response = await service.client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_service_that_can_judge_is_ready(service: Service) -> None:
    response = await service.client.get("/health/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_a_service_that_cannot_judge_names_what_stands_in_the_way(service: Service) -> None:
    service.database.fault = DatabaseOutdated("Run `evaluator db upgrade`.")
    response = await service.client.get("/health/ready")
    assert problem_in(response, 503, "not_ready")["faults"] == ["database: Run `evaluator db upgrade`."]


async def test_an_empty_bank_is_nothing_to_judge_by(service: Service) -> None:
    empty = changed(service.application, bank=replace(BANK, questions=()))
    faults = [fault async for fault in faults_of(empty)]
    assert [fault.partition(":")[0] for fault in faults] == ["bank"]


async def test_without_a_judge_there_is_nobody_to_judge(service: Service) -> None:
    nobody = changed(service.application, judging=NoJudges())
    assert [fault async for fault in faults_of(nobody)] == ["judges: none is configured."]


async def test_the_ledgers_head_may_be_noted_down_by_everybody_signed_in(service: Service) -> None:
    response = await service.client.get("/api/ledger/head", headers=await service.bearer())
    assert response.json() == {"seq": 3, "digest": StillLedger.head_now.digest, "checkpoint": None}


async def test_the_last_checkpoint_comes_with_the_head_as_it_stands_in_its_file(service: Service) -> None:
    checkpoint = two_keys().checkpoints[0]
    CheckpointFolder(service.application.settings.checkpoint_folder).keep(checkpoint)
    response = await service.client.get("/api/ledger/head", headers=await service.bearer())
    assert response.json()["checkpoint"] == checkpoint.written
