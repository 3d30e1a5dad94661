"""Recovers a folder of captures, one a line, into Parquet: on one machine or on a cluster.

    spark-submit recover.py --authscan authscan --form pipe INPUT OUTPUT

The captures must be UTF-8, for Spark reads lines as text. The forms `pipe` and `pandas` run the program
`authscan recover --lines --format json`, one process for each partition at a time: `pipe` with `RDD.pipe`, `pandas` with
`DataFrame.mapInPandas`, which keeps the captured line beside what came of it. The form `package` calls the Python package
`authscan` in `mapInPandas` and needs no program.
"""

import argparse
import contextlib
import itertools
import queue
import subprocess
import threading

from pyspark.sql import SparkSession
from pyspark.sql import functions as F

PLACE = "start: bigint, end: bigint"
FINDING = f"code: string, severity: string, message: string, pointer: string, {PLACE}, line: bigint, column: bigint"
EDIT = f"code: string, applicability: string, {PLACE}, removed: string, inserted: string"
# The document stays text: its members depend on what was captured.
REPORT = (
    f"outcome string, ambiguous boolean, diagnostics array<struct<{FINDING}>>, edits array<struct<{EDIT}>>, value string"
)
COLUMNS = ["outcome", "ambiguous", "diagnostics", "edits"]
EDITED = ["code", "applicability", "start", "end", "removed", "inserted"]
# The program's exit code for wrong usage, or where something could not be read or written.
FAILED = 2


def command(arguments):
    """The program, as an argument list. One thread: Spark runs as many processes as there are cores."""
    return [arguments.authscan, "recover", "--lines", "--format", "json", "--threads", "1", "--type", arguments.type]


def piped(lines, arguments):
    """Each report by `RDD.pipe`. Rejected lines are no reason to fail; anything worse is."""
    words = " ".join(f"'{word}'" for word in command(arguments))
    script = f"{words}; test $? -lt {FAILED}"
    reports = lines.rdd.map(lambda row: row.value).pipe(f'sh -c "{script}"', checkCode=True)
    return reports.map(lambda report: (report,)).toDF("report string")


def mapped(lines, arguments):
    """Each report beside its line, by `mapInPandas`."""
    words = command(arguments)

    def recover(batches):
        import pandas

        program = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        # Captures that were written and have no report yet. The program's pipes block the faster side, so memory does not
        # grow with the partition.
        written = queue.SimpleQueue()

        def write():
            with contextlib.suppress(BrokenPipeError), program.stdin as stdin:
                for batch in batches:
                    captures = batch["value"].tolist()
                    written.put(captures)
                    stdin.write("".join(f"{capture}\n" for capture in captures).encode())
            written.put(None)

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        while (captures := written.get()) is not None:
            reports = [line.decode() for line in itertools.islice(program.stdout, len(captures))]
            if len(reports) < len(captures):
                break
            yield pandas.DataFrame({"capture": captures, "report": reports})
        writer.join()
        if program.wait() >= FAILED:
            raise RuntimeError(f"{words[0]} ended with code {program.returncode}")

    return lines.mapInPandas(recover, "capture string, report string")


def packaged(lines, arguments):
    """The columns of each report beside its line, by the Python package in `mapInPandas`."""
    kind = arguments.type

    def finding(found, capture):
        message = found.message if found.help is None else f"{found.message}; {found.help}"
        head = capture.encode()[: found.start].decode(errors="ignore")
        place = {"start": found.start, "end": found.end, "line": 1, "column": len(head) + 1}
        return {"code": found.code, "severity": found.severity, "message": message, "pointer": found.pointer, **place}

    def row(capture, report):
        edits = [{name: getattr(edit, name) for name in EDITED} for edit in report.edits]
        diagnostics = [finding(found, capture) for found in report.diagnostics]
        text = None if report.text is None else report.text.decode()
        return capture, report.outcome, report.ambiguous, diagnostics, edits, text

    def recover(batches):
        import authscan
        import pandas

        for batch in batches:
            captures = batch["value"].tolist()
            # One thread: Spark runs as many tasks as there are cores.
            reports = authscan.recover_many(captures, kind=kind, threads=1)
            yield pandas.DataFrame([row(*pair) for pair in zip(captures, reports)], columns=["capture", *COLUMNS, "document"])

    return lines.mapInPandas(recover, f"capture string, {REPORT.replace('value', 'document')}")


FORMS = {"pipe": piped, "pandas": mapped, "package": packaged}


def recovered(spark, arguments):
    """The captures as a table: outcome, diagnostics, edits and the document of each."""
    # Lines end at a line feed and nowhere else, as the program has it.
    lines = spark.read.option("lineSep", "\n").text(arguments.input)
    reports = FORMS[arguments.form](lines, arguments)
    if arguments.form == "package":
        return reports
    kept = [name for name in reports.columns if name != "report"]
    report = F.from_json("report", REPORT)
    table = reports.withColumn("report", report)
    return table.select(*kept, *(f"report.{name}" for name in COLUMNS), F.col("report.value").alias("document"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="a folder or file of captures, one a line")
    parser.add_argument("output", help="where the Parquet files go")
    parser.add_argument("--form", choices=FORMS, default="pipe")
    parser.add_argument("--authscan", default="authscan", help="the program, as every worker finds it")
    parser.add_argument("--type", default="auto", help="the type of payload")
    arguments = parser.parse_args()
    spark = SparkSession.builder.appName("authscan").getOrCreate()
    recovered(spark, arguments).write.mode("overwrite").parquet(arguments.output)
    spark.stop()


if __name__ == "__main__":
    main()
