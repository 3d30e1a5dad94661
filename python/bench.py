"""Throughput beside json_repair, in one run: `python bench.py FOLDER` reads every `*.json` and `*.in` file of a folder.

Each text is read in turn by every function, three times, and its least time counts, so that other load on the machine
hits all of them alike.
"""

import pathlib
import sys
import time

import json_repair

import authscan

PASSES = 3


def least(work, text):
    """The least time of a function for a text, in seconds; a text without a value counts as well."""
    times = []
    for _ in range(PASSES):
        start = time.perf_counter()
        try:
            work(text)
        except Exception:
            pass
        times.append(time.perf_counter() - start)
    return min(times)


def batch(texts):
    """The least time of all texts in one call on all cores."""
    return least(lambda texts: authscan.recover_many(texts, kind="any"), texts)


def compare(name, texts):
    if not texts:
        return
    size = sum(len(text.encode()) for text in texts)
    peer, one = (sum(least(work, text) for text in texts) for work in (json_repair.loads, authscan.loads))
    many = batch(texts)
    print(f"{name}: {len(texts)} texts, {size / 1e6:.2f} MB")
    for function, taken in (("json_repair.loads", peer), ("authscan.loads", one), ("authscan.recover_many", many)):
        print(f"  {function:22} {size / taken / 1e6:8.2f} MB/s {len(texts) / taken:9.0f} texts/s, {peer / taken:6.2f} of json_repair")


def main():
    paths = [path for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")) if path.suffix in (".json", ".in") and path.is_file()]
    texts = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    sound = [authscan.recover(text, kind="any").outcome == "clean" for text in texts]
    compare("sound", [text for text, is_sound in zip(texts, sound) if is_sound])
    compare("damaged", [text for text, is_sound in zip(texts, sound) if not is_sound])


if __name__ == "__main__":
    main()
