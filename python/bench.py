"""Throughput beside json_repair, in one run: `python bench.py FOLDER` reads every `*.json` and `*.in` file of a folder."""

import pathlib
import sys
import time

import json_repair

import authscan


def rate(name, work, texts, size):
    start = time.perf_counter()
    failed = 0
    for text in texts:
        try:
            work(text)
        except Exception:
            failed += 1
    taken = time.perf_counter() - start
    print(f"{name:30} {size / taken / 1e6:8.2f} MB/s {len(texts) / taken:10.0f} texts/s, {failed} without a value")
    return size / taken


def main():
    paths = [path for path in sorted(pathlib.Path(sys.argv[1]).rglob("*")) if path.suffix in (".json", ".in") and path.is_file()]
    texts = [path.read_bytes().decode("utf-8", "replace") for path in paths]
    size = sum(len(text.encode()) for text in texts)
    print(f"{len(texts)} texts, {size / 1e6:.2f} MB")
    peer = rate("json_repair", json_repair.loads, texts, size)
    one = rate("authscan.loads", authscan.loads, texts, size)
    start = time.perf_counter()
    authscan.recover_many(texts, kind="any")
    many = size / (time.perf_counter() - start)
    print(f"{'authscan.recover_many':30} {many / 1e6:8.2f} MB/s")
    print(f"authscan.loads / json_repair: {one / peer:.1f}; recover_many / json_repair: {many / peer:.1f}")


if __name__ == "__main__":
    main()
