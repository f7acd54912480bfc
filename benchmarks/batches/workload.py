"""Answers made up for measuring: one question, six points, about 150 spoken words each, the same for the same seed."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

QUESTION = "Now and then an order reaches our warehouse twice. How would you find out why, and stop it?"
POINTS = {
    "p1": "Follows one double order through logs or traces before guessing at a cause",
    "p2": "Explains that a sender which hears no confirmation sends the same again",
    "p3": "Gives each order a key, so that handling it twice has no further effect",
    "p4": "Has the database refuse the second one, for instance by a unique constraint",
    "p5": "Looks for doubles that are there already and puts them right with people",
    "p6": "Tests with messages sent twice on purpose and watches how often it happens",
}
SENTENCES: Mapping[str, Sequence[str]] = {
    "p1": (
        "First I would take one double order and follow its id through the logs of every service.",
        "I start from a trace of a single case, because guessing at the cause has cost me days before.",
    ),
    "p2": (
        "Mostly the sender gets no confirmation in time and simply sends the same message once more.",
        "With a queue you must expect that a message is delivered twice whenever an acknowledgement is lost.",
    ),
    "p3": (
        "So every order carries a key, and when that key was handled already we just do nothing.",
        "I make the handler idempotent, it looks the key up and gives back the first result.",
    ),
    "p4": (
        "I also put a unique constraint on the order number, then the database refuses the second row.",
        "The table itself has to stop it, two workers at once will slip past any check in code.",
    ),
    "p5": (
        "Then I look for the doubles we have already and clear them up with the warehouse people.",
        "Somebody has to call the customers who got two parcels, so I would write them a list.",
    ),
    "p6": (
        "In the tests I send each message twice on purpose and compare what stands in the tables.",
        "Afterwards a counter shows how many doubles were stopped, and I look at it every week.",
    ),
}
FILLERS = (
    "Hm, that is a good one, give me a moment.",
    "We had almost the same thing at the company before last.",
    "It was rather busy there, with a few thousand orders on a normal day.",
    "I am sure there are better ways, but that is how we did it.",
    "My team lead at the time was very strict about such things.",
    "Well, it also depends on who owns the other system, and they were slow to answer.",
    "I remember it because it was the week before the holidays.",
    "At first nobody believed that it came from our side at all.",
    "Let me think what else there was.",
    "I drew it on a board so that everybody could see the steps.",
    "In the end it took us about ten days, with everything around it.",
    "To be honest, I would ask a colleague to look over it as well.",
)
WORDS = 150


def answer(number: int, seed: int = 11) -> str:
    """What candidate `number` said: some of the points, and much else."""
    chance = Random(seed * 1_000_003 + number)
    made = chance.sample(sorted(POINTS), chance.randint(1, 5))
    said = [chance.choice(SENTENCES[point]) for point in sorted(made)]
    fillers = chance.sample(FILLERS, len(FILLERS))
    while fillers and sum(len(sentence.split()) for sentence in said) < WORDS - 8:
        said.insert(chance.randint(0, len(said)), fillers.pop())
    return f"That was in project {number:05}. {' '.join(said)}"


def rows(count: int, twins: int = 0) -> Iterator[Mapping[str, object]]:
    """So many answers with their question, as a file of answers holds them; the last `twins` repeat the first."""
    points = [{"id": point, "text": text} for point, text in POINTS.items()]
    for number in range(count):
        said = answer(number - (count - twins) if number >= count - twins else number)
        yield {"id": f"A-{number:05}", "question": QUESTION, "points": points, "answer": said}


def write_rows(path: Path, count: int, twins: int = 0) -> Path:
    """A file of them in JSON Lines."""
    with path.open("w", encoding="utf-8") as stream:
        stream.writelines(json.dumps(row) + "\n" for row in rows(count, twins))
    return path
