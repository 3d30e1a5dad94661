"""Compares what a Spark run wrote with the reports of a run on one machine.

    python compare.py REPORTS.ndjson PARQUET...
"""

import hashlib
import json
import sys

import pyarrow.dataset


def digest(outcome, ambiguous, diagnostics, edits, document):
    """A row as a number: rows of a cluster come in any order, so sets of rows are compared."""
    row = json.dumps([outcome, ambiguous, diagnostics, edits, document], sort_keys=True)
    return int.from_bytes(hashlib.blake2b(row.encode(), digest_size=16).digest(), "big")


def single(path):
    with open(path, encoding="utf-8") as reports:
        for line in reports:
            report = json.loads(line)
            yield report["outcome"], report["ambiguous"], report["diagnostics"], report["edits"], report["value"]


def cluster(path):
    columns = ["outcome", "ambiguous", "diagnostics", "edits", "document"]
    for batch in pyarrow.dataset.dataset(path, format="parquet").to_batches(columns=columns):
        for row in batch.to_pylist():
            document = None if row["document"] is None else json.loads(row["document"])
            yield row["outcome"], row["ambiguous"], row["diagnostics"], row["edits"], document


def summary(rows):
    """How many rows there are of each outcome, and one number for all that they say, whatever their order."""
    outcomes, total = {}, 0
    for row in rows:
        outcomes[row[0]] = outcomes.get(row[0], 0) + 1
        total = (total + digest(*row)) % (1 << 128)
    return dict(sorted(outcomes.items())), f"{total:032x}"


def main():
    reports, *tables = sys.argv[1:]
    expected = summary(single(reports))
    print(f"{reports}: {expected}")
    for table in tables:
        found = summary(cluster(table))
        print(f"{table}: {found}")
        if found != expected:
            sys.exit(f"{table} differs from {reports}")


if __name__ == "__main__":
    main()
