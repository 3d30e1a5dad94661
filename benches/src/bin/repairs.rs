//! Repairs texts with `jsonfix`, for the comparison of `cargo xtask recovery`: reads a JSON string a line, and writes the
//! repaired text as a JSON string a line, `null` where there is none.

use std::io::{self, BufRead, Write};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        writeln!(out, "{}", serde_json::to_string(&jsonfix::repair(&text).ok())?)?;
    }
    Ok(())
}
