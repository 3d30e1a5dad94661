#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| authscan_testkit::oracles::check_schema(input));
