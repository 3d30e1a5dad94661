#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| authscan::fuzzing::capture(input));
