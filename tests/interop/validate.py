"""Compares Python's jsonschema with the verdicts in a file of values: validate.py SCHEMAS VALUES."""

import calendar
import importlib.metadata
import json
import pathlib
import re
import sys

from jsonschema import Draft202012Validator, FormatChecker

CONTRACTS = ("open", "documented")


def is_day(text):
    """Whether the month has the day: the one thing about times that no pattern tells."""
    year, month, day = int(text[:4]), int(text[5:7]), int(text[8:10])
    # There is no year 0 in Python; like every fourth century it is a leap year.
    return day <= calendar.monthrange(year or 2000, month)[1]


def checker(formats, contract):
    known = dict(formats["always"])
    if contract == "documented":
        known.update(formats["documented"])
    checker = FormatChecker(formats=())
    for name, pattern in known.items():
        compiled = re.compile(pattern)

        def matches(value, compiled=compiled, name=name):
            if not isinstance(value, str):
                return True
            return compiled.fullmatch(value) is not None and (name != "date-time" or is_day(value))

        checker.checks(name)(matches)
    return checker


def main(schemas, values):
    formats = json.loads(pathlib.Path(__file__).with_name("formats.json").read_text())
    validators = {}
    for kind in json.loads(pathlib.Path(schemas, "index.json").read_text()):
        for contract in CONTRACTS:
            schema = json.loads(pathlib.Path(schemas, kind[contract]).read_text())
            Draft202012Validator.check_schema(schema)
            validator = Draft202012Validator(schema, format_checker=checker(formats, contract))
            validators[kind["name"], contract] = validator
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
