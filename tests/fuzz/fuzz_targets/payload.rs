#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each program runs one of them")]
#[path = "../targets.rs"]
mod targets;

fuzz_target!(|data: &[u8]| targets::payload(data));
