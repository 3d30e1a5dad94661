"""Compares Python's jsonschema with the verdicts in a file of values: validate.py SCHEMAS VALUES."""

import importlib.metadata
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

# The contracts, as the values and as the index of schemas call them.
CONTRACTS = {"open": "open", "documented": "canonical"}


def main(schemas, values):
    validators = {}
    for kind in json.loads(pathlib.Path(schemas, "index.json").read_text()):
        for contract, file in CONTRACTS.items():
            schema = json.loads(pathlib.Path(schemas, kind[file]).read_text())
            Draft202012Validator.check_schema(schema)
            validators[kind["name"], contract] = Draft202012Validator(schema)
    count = {}
    different = skipped = 0
    with open(values, encoding="utf-8") as lines:
        for line in lines:
            case = json.loads(line)
            for contract in CONTRACTS:
                if case[contract] is None:
                    skipped += 1
                    continue
                valid = validators[case["kind"], contract].is_valid(case["value"])
                key = case["origin"], contract
                total, accepted = count.get(key, (0, 0))
                count[key] = total + 1, accepted + valid
                if valid != case[contract]:
                    different += 1
                    if different <= 20:
                        print(f"{case['kind']} ({contract}): jsonschema says {valid}: {line.strip()}")
    name = f"Python jsonschema {importlib.metadata.version('jsonschema')}"
    print(f"{name}: {len(validators)} schemas load")
    for (origin, contract), (total, accepted) in sorted(count.items()):
        print(f"{name}: {total} {origin} values, {contract}: {accepted} accepted, {total - accepted} refused")
    print(f"{name}: {different} verdicts differ, {skipped} not compared")
    return different > 0 or not count


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
