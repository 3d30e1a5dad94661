#!/usr/bin/env bash
# Puts every fuzz target into $OUT, each with its dictionary and its seeds, as ClusterFuzzLite and OSS-Fuzz want them.
# $SRC/authscan is the repository.
set -euo pipefail
cd "$SRC/authscan"

# Theirs is a nightly compiler with the flags of the sanitizer in RUSTFLAGS.
built=$(fuzz/build "${SANITIZER:-address}" | tail -n 1)
cp "$built/authscan" "$OUT/"
for target in $(cargo fuzz list); do
    cp "$built/$target" "$OUT/"
    cp fuzz/json.dict "$OUT/$target.dict"
    zip --quiet --junk-paths "$OUT/${target}_seed_corpus.zip" fuzz/seeds/"$target"/*
done
