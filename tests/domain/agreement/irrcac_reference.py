"""Write down what irrCAC computes on seeded random tables, for test_references.py to compare with.

irrCAC 0.4.4 wants a coverage older than 7 and one scipy of 2024, so it cannot be installed beside this project's tests.
In an environment that has nothing but irrCAC: python irrcac_reference.py irrcac.json
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

import numpy
import pandas
from irrCAC.table import CAC

TABLES = 250


def main(path: str) -> None:
    random = numpy.random.default_rng(20_260)
    rows: list[list[object]] = []
    while len(rows) < TABLES:
        shares = random.dirichlet(numpy.full(9, random.choice([0.2, 0.5, 2.0])))
        table = random.multinomial(int(random.integers(5, 400)), shares).reshape(3, 3)
        # irrCAC divides by zero where nobody used a second class.
        if max(table.sum(0).max(), table.sum(1).max()) < table.sum():
            rows.append([table.ravel().tolist(), *(float(figure) for figure in figures(table))])
    written = {
        "irrCAC": version("irrCAC"),
        "columns": ["table", "ac1", "kappa", "quadratic_kappa", "alpha"],
        "rows": rows,
    }
    Path(path).write_text(json.dumps(written).replace("[[", "\n[[").replace("]]}", "]\n]}") + "\n", encoding="utf-8")


def figures(table: numpy.ndarray) -> list[float]:
    plain = CAC(pandas.DataFrame(table), digits=15)
    squared = CAC(pandas.DataFrame(table), weights="quadratic", digits=15)
    found = [plain.gwet(), plain.cohen(), squared.cohen(), plain.krippendorff()]
    return [each["est"]["coefficient_value"] for each in found]


if __name__ == "__main__":
    main(sys.argv[1])
