"""GET /api/questions."""

from tests.web.service import BANK, LOCKING, Service
from tests.web.shapes import problem_in


async def test_the_bank_is_told_whole_but_for_its_decoys(service: Service) -> None:
    response = await service.client.get("/api/questions", headers=await service.bearer())
    bank = response.json()
    assert (bank["version"], bank["language"], bank["digest"]) == ("1.0", "en", BANK.digest)
    assert [question["id"] for question in bank["questions"]] == ["locking"]
    assert "canary" not in response.text
    assert "repainted" not in response.text


async def test_a_question_is_told_with_its_points_in_the_banks_order(service: Service) -> None:
    question = (await service.client.get("/api/questions/locking", headers=await service.bearer())).json()
    assert question == {
        "id": "locking",
        "title": "Locking",
        "text": "What does a lock protect?",
        "kind": "knowledge",
        "points": [
            {
                "id": "shared-state",
                "text": "A lock protects shared state.",
                "weight": 2.0,
                "anchors": {"covered": "it does", "partial": "it may", "missed": "no word of it"},
                "terms": [],
            },
            {
                "id": "order",
                "text": "Locks are taken in one order.",
                "weight": 1.0,
                "anchors": None,
                "terms": ["ordering"],
            },
            {"id": "hold", "text": "Locks are held briefly.", "weight": 1.0, "anchors": None, "terms": []},
        ],
    }
    assert [point["id"] for point in question["points"]] == [point.id for point in LOCKING.points]


async def test_a_question_that_is_not_there_is_answered_with_those_that_look_like_it(service: Service) -> None:
    response = await service.client.get("/api/questions/loking", headers=await service.bearer())
    assert problem_in(response, 404, "question_unknown")["near"] == ["locking"]
