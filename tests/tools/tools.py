"""Runs every case and compares what is recovered with what was served. Arguments: the program, the samples, a work folder."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import cases
import lines
import serve


def samples(program, folder):
    """Bodies by name, and the document of each: its own, or the recorded one of a broken sample. One of each kind of payload
    that the program tells, sound and broken."""
    bodies, documents, seen = {}, {}, set()
    for state in ("valid", "broken"):
        kinds = {name: report["type"] for name, report in recover(program, folder / state).items()}
        for path in sorted((folder / state).glob("*.json")):
            kind = (state, kinds.get(path.name))
            if path.name.endswith(".expected.json") or kind[1] is None or kind in seen:
                continue
            seen.add(kind)
            bodies[path.name] = path.read_bytes()
            documents[path.name] = json.loads((path if state == "valid" else path.with_suffix(".expected.json")).read_bytes())
    return bodies, documents


def recover(program, captures):
    """Reports by file name."""
    words = [program, "recover", "--no-config", "--exit-zero", "--quiet", "--output-format", "json", str(captures)]
    run = subprocess.run(words, stdout=subprocess.PIPE, check=True)
    reports = (json.loads(line) for line in run.stdout.decode().splitlines())
    return {Path(report["input"]).name: report for report in reports}


# Captures that are not recovered yet, by case and the first word of the name, each with the reason.
KNOWN = {
    ("mitmproxy", "flows"): "a file of flows has lengths and tags between its values",
}


def judge(report, document):
    if report is None:
        return "there is no report"
    if report["value"] != document:
        return f"{report['outcome']}{', ambiguous' if report['ambiguous'] else ''}, with another value"
    return None


def run(case, program, bench, documents):
    """The captures of a case, and those that are not recovered."""
    captures = bench.folder / "captures"
    captures.mkdir(parents=True)
    known = 0
    for name, capture in case(bench):
        (captures / name).write_bytes(capture)
    reports = recover(program, captures)
    failed = []
    for path in sorted(captures.iterdir()):
        document = next(documents[name] for name in documents if path.name.endswith(name))
        problem = judge(reports.get(path.name), document)
        if problem is not None and (case.__name__, path.name.split("-")[0]) in KNOWN:
            known += 1
        elif problem is not None:
            failed.append(f"{path}: {problem}")
    return len(list(captures.iterdir())), failed, known


def main():
    program, folder, work = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) / "cases"
    shutil.rmtree(work, ignore_errors=True)
    bodies, documents = samples(program, folder)
    total, failed, skipped, expected = 0, [], [], 0
    with serve.serving(bodies) as address:
        for case in cases.CASES:
            bench = cases.Bench(address, bodies, serve.BREAKS, work / case.__name__)
            try:
                count, wrong, known = run(case, program, bench, documents)
            except cases.Skip as reason:
                print(f"{case.__name__}: SKIPPED, {reason}")
                skipped.append(case.__name__)
                continue
            print(f"{case.__name__}: {count} captures, {len(wrong)} not recovered, {known} known not to be")
            total, failed, expected = total + count, failed + wrong, expected + known
    for case in lines.CASES:
        try:
            count = case(program, bodies, documents, work / case.__name__)
        except cases.Skip as reason:
            print(f"{case.__name__}: SKIPPED, {reason}")
            skipped.append(case.__name__)
            continue
        print(f"{case.__name__}: {count} lines")
        total += count
    for problem in failed:
        print(problem, file=sys.stderr)
    print(f"{total} captures, {len(failed)} not recovered, {expected} known not to be; tools skipped: {len(skipped)} {' '.join(skipped)}".rstrip())
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
