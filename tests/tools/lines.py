"""Other programs read what `recover --lines` writes: the values are those of the samples."""

import json
import subprocess

import cases


def repaired(program, bodies, folder):
    """A file of repaired lines, one for each sample. Line ends are no part of the captures."""
    folder.mkdir(parents=True)
    damaged = folder / "damaged.ndjson"
    damaged.write_bytes(b"".join(b" ".join(body.split(b"\n")).replace(b"\r", b" ") + b"\n" for body in bodies.values()))
    written = folder / "repaired.ndjson"
    words = [program, "recover", "--lines", "--no-config", "--quiet", str(damaged)]
    with written.open("wb") as stdout:
        subprocess.run(words, stdout=stdout, check=True)
    return written


def compare(values, documents):
    assert len(values) == len(documents), f"{len(values)} lines of {len(documents)}"
    for value, (name, document) in zip(values, documents.items()):
        assert value == document, f"{name}: {value}"
    return len(documents)


def jq_lines(program, bodies, documents, folder):
    """jq reads every line."""
    jq = cases.tool("jq")
    read = cases.output(jq, "-c", ".", str(repaired(program, bodies, folder))).stdout
    return compare([json.loads(line) for line in read.splitlines()], documents)


def duckdb_lines(program, bodies, documents, folder):
    """DuckDB reads every line, and its export is read again."""
    try:
        import duckdb
    except ImportError:
        raise cases.Skip("there is no module duckdb") from None
    written = repaired(program, bodies, folder)
    rows = duckdb.sql(f"select json from read_ndjson_objects('{written}')").fetchall()
    compare([json.loads(row[0]) for row in rows], documents)
    exported = folder / "exported.json"
    duckdb.sql(f"copy (select json as document from read_ndjson_objects('{written}')) to '{exported}' (format json)")
    words = [program, "recover", "--lines", "--no-config", "--quiet", "--type", "any", str(exported)]
    again = subprocess.run(words, stdout=subprocess.PIPE, check=True).stdout
    return compare([json.loads(line)["document"] for line in again.splitlines()], documents)


CASES = [jq_lines, duckdb_lines]
