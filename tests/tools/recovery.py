"""Writes docs/recovery.md: how this program and other repairers do on boards of damage. Needs Python 3.9 or later.

    recovery.py PROGRAM [--jsonrepair PAIRS] [--json-repair PAIRS] [--node FOLDER] [--jsonfix PROGRAM]

The boards `wild` and `real-faults` are read from tests/data/boards, the own and the foreign board from their pages. PAIRS
are files of the cases of a peer's test suite, which are not in this repository: a JSON list of [input, expected]. FOLDER has
`jsonrepair` in its node_modules; `json_repair` is imported; the PROGRAM of jsonfix is `repairs` of benches. Of a peer or
suite that is not there the page keeps the figures that it has.
"""

import argparse
import base64
import collections
import datetime
import json
import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/recovery.md"
PEERS = ("json_repair", "jsonrepair", "jsonfix")


class Case(collections.namedtuple("Case", "name data expected")):
    """An input with its one right value, or without one: then every value must be doubted."""

    @property
    def text(self):
        return self.data.decode("utf-8", "replace")


NONE = object()


def board(name):
    """The cases of a board of this repository."""
    for line in (ROOT / f"tests/data/boards/{name}.ndjson").read_text("utf-8").splitlines():
        row = json.loads(line)
        data = row["text"].encode() if "text" in row else base64.b64decode(row["base64"])
        yield Case(row["name"], data, row.get("expected", NONE))


def same(one, other):
    """Whether two values are equal as JSON: `1` is not `true`, and `1.0` is `1`."""
    def plain(value):
        if isinstance(value, dict):
            return {name: plain(member) for name, member in value.items()}
        if isinstance(value, list):
            return [plain(element) for element in value]
        return ("bool", value) if isinstance(value, bool) else value
    return plain(one) == plain(other)


def reports(program, cases):
    """Our report of each case."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("any", "auto"):
            chosen = [case for case in cases if case.name.endswith(".auto") == (kind == "auto")]
            place = Path(folder) / kind
            place.mkdir()
            for index, case in enumerate(chosen):
                (place / f"{index:05}").write_bytes(case.data)
            if not chosen:
                continue
            words = [program, "recover", "--no-config", "--exit-zero", "--quiet", "--type", kind]
            run = subprocess.run([*words, "--format", "json", str(place)], stdout=subprocess.PIPE, check=True)
            for line in run.stdout.decode().splitlines():
                report = json.loads(line)
                found[chosen[int(Path(report["input"]).name)].name] = report
    return found


def is_doubted(report):
    is_guess = any(edit["applicability"] == "guess" for edit in report["edits"])
    return report["outcome"] == "partial" or report["ambiguous"] or is_guess


def verdict(case, value, is_doubted, is_refused):
    """As crates/cli/tests/cli/boards.rs has it."""
    if case.expected is NONE:
        return "right" if is_refused or is_doubted else "silent"
    if is_refused:
        return "refused"
    if same(value, case.expected):
        return "right"
    return "flagged" if is_doubted else "silent"


def by_json_repair(_, texts):
    import json_repair

    for text in texts:
        try:
            yield json_repair.repair_json(text, return_objects=True), False
        except Exception:  # Whatever it raises, there is no value.
            yield None, True


SCRIPT = """
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const { jsonrepair } = createRequire(process.argv[2] + '/')('jsonrepair');
const answer = (text) => { try { return jsonrepair(text) } catch { return null } };
console.log(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(answer)));
"""


def parsed(answers):
    for answer in answers:
        try:
            yield json.loads(answer), False
        except (TypeError, ValueError, RecursionError):
            yield None, True


def by_jsonrepair(options, texts):
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "answers.mjs"
        script.write_text(SCRIPT)
        words = ["node", str(script), str(Path(options.node).resolve())]
        run = subprocess.run(words, input=json.dumps(texts).encode(), stdout=subprocess.PIPE, check=True)
    return parsed(json.loads(run.stdout))


def by_jsonfix(options, texts):
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    run = subprocess.run([options.jsonfix], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return parsed(map(json.loads, run.stdout.decode().splitlines()))


def present(options):
    """The peers that are there, with how each is asked."""
    try:
        import json_repair  # noqa: F401

        yield "json_repair", by_json_repair
    except ImportError:
        pass
    if options.node:
        yield "jsonrepair", by_jsonrepair
    if options.jsonfix:
        yield "jsonfix", by_jsonfix


# The pairs of the peers' suites that have one right value, by a rule that looks at neither our reading nor our verdict.

WORD = re.compile(r"[^\W_]+")
LITERALS = {"True": "true", "False": "false", "TRUE": "true", "FALSE": "false"}
LITERALS.update(dict.fromkeys(["undefined", "None", "null", "Null", "NULL", "nil", "NaN", "Infinity", "json"], ""))


def words(text):
    found = (LITERALS.get(word, word) for word in WORD.findall(text))
    return collections.Counter(word for word in found if word)


def said(value):
    """All names, strings, numbers and booleans of a value as one text."""
    if isinstance(value, dict):
        return " ".join(f"{name} {said(member)}" for name, member in value.items())
    if isinstance(value, list):
        return " ".join(map(said, value))
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value)


def content(text):
    """What a document says: without escapes, comments, calls, and the prose before its first bracket."""
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    text = text[min(starts, default=0):]
    text = re.sub(r"/\*.*?(\*/|$)", " ", text, flags=re.S)
    text = re.sub(r"(?<![:\"])//[^\n]*", " ", text)
    text = re.sub(r"(?m)(^|[\s,\]}])#[^\n]*", r"\1 ", text)
    return re.sub(r"\b[A-Za-z]+\(", " ", text)


def unescaped(text):
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return re.sub(r"\\+([\"'/bfnrt\\])", lambda found: " " if found[1] in "bfnrt" else found[1], text)


def changes(text, value):
    """Whether a value lacks words of a text, or has words that the text has not."""
    have, kept = words(unescaped(text)), words(said(value))
    return "drops content" if words(unescaped(content(text))) - kept else "invents content" if kept - have else None


def excluded(text, expected, other):
    """Why a pair has no one right value; `other` is the reading of the other library."""
    try:
        json.loads(text)
        return "valid JSON"
    except ValueError:
        pass
    if not isinstance(expected, (dict, list)) or not re.search(r"[\[{]", text):
        return "no object or array at the root"
    why = changes(text, expected)
    if why is None and not same(other, expected) and isinstance(other, (dict, list)) and changes(text, other) is None:
        why = "the libraries disagree, and both keep all content"
    return why


def suite(path, other, options):
    """The pairs of a suite with one right value, and how many of the others there are by reason."""
    pairs = [(text, expected) for text, expected in json.loads(Path(path).read_text("utf-8"))]
    readings = list(dict(present(options))[other](options, [text for text, _ in pairs]))
    kept, reasons = [], collections.Counter()
    for index, ((text, expected), (reading, is_refused)) in enumerate(zip(pairs, readings)):
        why = excluded(text, expected, None if is_refused else reading)
        if why:
            reasons[why] += 1
        else:
            kept.append(Case(str(index), text.encode("utf-8", "surrogatepass"), expected))
    return kept, reasons


# The page.


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "–"


class Page:
    def __init__(self, options):
        self.options = options
        self.peers = dict(present(options))
        self.rows, self.trust, self.misses = [], [], []
        self.date = datetime.date.today().isoformat()
        # The lines of the tables that the page has, each as its cells.
        text = PAGE.read_text("utf-8") if PAGE.exists() else ""
        lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
        self.recorded = [[cell.strip() for cell in line] for line in lines]

    def measured(self, name, cases, bar):
        """Adds a board whose cases are at hand."""
        cases = list(cases)
        found = reports(self.options.program, cases)
        counts, undoubted, certain = collections.Counter(), [0, 0], [0, 0]
        for case in cases:
            report = found[case.name]
            is_refused = report["outcome"] == "rejected"
            judged = verdict(case, report["value"], is_doubted(report), is_refused)
            counts[judged] += 1
            if judged not in ("right", "refused"):
                self.misses.append((name, judged, case))
            if case.expected is not NONE and not is_refused:
                is_right = judged == "right"
                if not is_doubted(report):
                    undoubted[0] += 1
                    undoubted[1] += is_right
                sure = sum(edit["applicability"] == "certain" for edit in report["edits"])
                certain[0] += sure
                certain[1] += sure * is_right
        verdicts = ("right", "flagged", "refused", "silent")
        cells = [f"{counts[kind]} ({percent(counts[kind], len(cases))})" for kind in verdicts]
        for peer in PEERS:
            cells.append(self.of_peer(peer, name, cases))
        self.rows.append((name, len(cases), cells, bar, self.date))
        self.trust.append((name, *undoubted, certain))

    def kept(self, name):
        """Keeps the recorded figures of a suite whose cases are not at hand; gives its pairs that are left out."""
        reasons = {}
        for cells in self.recorded:
            if cells[0] == name and len(cells) > 10:
                self.rows.append((name, cells[1], cells[2:9], cells[9], cells[10]))
            elif cells[0] == name and len(cells) == 5:
                undoubted, share, sure = int(cells[1]), cells[2], re.match(r"([\d.]+) % of (\d+)", cells[3])
                whole = int(sure[2]) if sure else 0
                right = round(undoubted * float(share.strip(" %")) / 100)
                self.trust.append((name, undoubted, right, (whole, round(whole * float(sure[1]) / 100) if sure else 0)))
            elif cells[0] == name and len(cells) == 3:
                reasons[cells[1]] = int(cells[2])
        return reasons

    def of_peer(self, peer, name, cases):
        if peer not in self.peers:
            at = 6 + PEERS.index(peer)
            kept = [cells[at] for cells in self.recorded if cells[:2] == [name, str(len(cases))] and len(cells) > 10]
            return next(iter(kept), "–")
        answers = self.peers[peer](self.options, [case.text for case in cases])
        judged = collections.Counter(verdict(case, value, False, refused) for case, (value, refused) in zip(cases, answers))
        return f"{percent(judged['right'], len(cases))} / {percent(judged['silent'], len(cases))}"

    def own(self):
        """Adds the recorded figures of the own board."""
        bars = {"schema": "silent ≤ 0.2 %", "any": "silent ≤ 0.5 %"}
        for board in json.loads((ROOT / "docs/scoreboard.json").read_text())["boards"]:
            for row in board["sums"]:
                name = f"own board, {board['mode']}, {row['name']}"
                cells = [f"{row[figure]:.2f} %" for figure in ("exact", "flagged", "refused", "wrong")]
                # "loss" is damage with lost content, where nobody can be right.
                bar = bars[board["mode"]] if row["name"] in ("all", "without loss") else "as recorded"
                self.rows.append((name, row["cases"], [*cells, "–", "–", "–"], bar, self.date))
                if row["name"] == "all":
                    right = round(row["cases"] * (row["exact"] - row["doubted"]) / 100)
                    wrong = round(row["cases"] * row["wrong"] / 100)
                    self.trust.append((name, right + wrong, right, f"{row['certain']:.1f} %"))

    def foreign(self):
        """Adds the recorded figures of the foreign board."""
        text = (ROOT / "docs/foreign.md").read_text("utf-8")
        bars = [("≥ 99.5 %", "≥ 97 %"), ("≥ 95 %", "–")]
        modes = re.findall(r"## (With|Without) schema\n.*?\n\| all \|([^\n]*)\|\n", text, flags=re.S)
        for (mode, line), (single, many) in zip(modes, bars):
            cells = [cell.strip() for cell in line.split("|")]
            for figure, at, bar in (("single faults", 1, single), ("2 to 8 faults", 3, many)):
                name = f"foreign board, {mode.lower()} schema, {figure}"
                self.rows.append((name, cells[0], [f"{cells[at]} %", *["–"] * 6], bar, self.date))
        trust = r"\| (\w+) schema \| (\d+) \| ([\d.]+) \| \d+ \| ([\d.]+) \| \d+ \| [\d.]+ \| (\d+) \| ([\d.]+) \|"
        for mode, undoubted, right, sure, wrong, doubted in re.findall(trust, text):
            name = f"foreign board, {mode.lower()} schema"
            bar = "flagged ≥ 90 %" if mode == "Without" else "–"
            cells = ["–", f"{doubted} %", *["–"] * 5]
            self.rows.append((f"{name}, single faults that are not right", wrong, cells, bar, self.date))
            self.trust.append((name, int(undoubted), round(int(undoubted) * float(right) / 100), f"{sure} % of documents"))

    def write(self, reasons):
        lines = [INTRODUCTION]
        titles = ["board", "runs", "right", "flagged", "refused", "silently wrong", *PEERS, "bar", "date"]
        lines.append(f"| {' | '.join(titles)} |\n| --- |{' ---: |' * 8} --- | --- |")
        for name, runs, cells, bar, date in self.rows:
            lines.append(f"| {name} | {runs} | {' | '.join(cells)} | {bar} | {date} |")
        lines.append(TRUST)
        for name, undoubted, right, certain in self.trust:
            sure = certain if isinstance(certain, str) else f"{percent(certain[1], certain[0])} of {certain[0]}"
            lines.append(f"| {name} | {undoubted} | {100 * right / max(undoubted, 1):.2f} % | {sure} | {self.date} |")
        undoubted, right = sum(row[1] for row in self.trust), sum(row[2] for row in self.trust)
        edits = [row[3] for row in self.trust if not isinstance(row[3], str)]
        sure = percent(sum(edit[1] for edit in edits), sum(edit[0] for edit in edits))
        lines.append(f"| all, bar 99 % and 99.8 % | {undoubted} | {100 * right / undoubted:.2f} % | {sure} | {self.date} |")
        lines.append(REASONS)
        for name, counts in reasons.items():
            lines += [f"| {name} | {why} | {count} |" for why, count in sorted(counts.items())]
        PAGE.write_text("\n".join(lines) + "\n", "utf-8")


INTRODUCTION = """# Recovery: all boards in one table

`cargo xtask recovery` writes this page; `tests/tools/recovery.py` says what it needs. The figures of the boards of this
repository are held by a test.

- `wild`, `real-faults`: [cases of other people](boards.md), without a schema; most of `wild` also with `--type auto`.
- jsonrepair's and json_repair's suites: the inputs of these libraries' own tests with what they expect, as far as there is
  one right value (see below). They are not in this repository.
- [own board](scoreboard.md), [foreign board](foreign.md): generated damage, with a schema and without.

*Right*: the value is the expected one, or what must be doubted is. *Flagged*: another value, and the report says that it may
be. *Refused*: no value where there is one. *Silently wrong*: another value and no doubt. Of the peers: right / silently wrong;
they do not doubt. They get the same texts without a schema.
"""

TRUST = """
## Trust

Of the reports that are neither ambiguous nor partial and hold no guess, and of the edits called certain: the share in a right
result.

| board | undoubted reports | of them right | certain edits that are in a right result | date |
| --- | ---: | ---: | ---: | --- |"""

REASONS = """
## Pairs without one right value

A pair of a peer's suite is left out if one of these holds, tried in this order, whatever this program reads: the input is valid
JSON; it has no object or array at its root; the expected value drops a word of the document, or has one that the
document has not; the other of the two libraries reads another value that keeps all content, too.

| suite | reason | pairs |
| --- | --- | ---: |"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--jsonrepair")
    parser.add_argument("--json-repair")
    parser.add_argument("--node")
    parser.add_argument("--jsonfix")
    parser.add_argument("--misses", action="store_true", help="print what is not right")
    options = parser.parse_args()
    page, reasons = Page(options), {}
    page.measured("wild", board("wild"), "right ≥ 95 %, silent ≤ 1 %")
    page.measured("real-faults", board("real-faults"), "right ≥ 97.5 %, silent ≤ 0.5 %")
    suites = (
        ("jsonrepair's suite", options.jsonrepair, "json_repair", 90),
        ("json_repair's suite", options.json_repair, "jsonrepair", 85),
    )
    for name, path, other, bar in suites:
        if path:
            cases, reasons[name] = suite(path, other, options)
            page.measured(name, cases, f"right ≥ {bar} %")
        else:
            reasons[name] = page.kept(name)
    page.own()
    page.foreign()
    page.write(reasons)
    if options.misses:
        for name, judged, case in page.misses:
            print(f"{name}: {judged}: {case.name}: {case.text[:200]!r}")


if __name__ == "__main__":
    main()
