//! Prefixes that keep a JSON response from running as a script, and calls around it (JSONP).

use crate::decode::layer::Found;
use crate::decode::layer::Rewrite;
use crate::decode::lines::{behind, run};
use crate::diagnostic::{Applicability, Code};
use crate::limits::Limits;

/// Prefixes of servers.
const GUARDS: [&[u8]; 6] = [b")]}'", b"while(1);", b"while (1);", b"for(;;);", b"for (;;);", b"&&&START&&&"];

pub(in crate::decode) fn find(bytes: &[u8], _: &Limits, found: &mut Found) {
    let start = run(bytes, |byte| byte.is_ascii_whitespace());
    let text = behind(bytes, start);
    let mut rewrite = Rewrite::new(bytes);
    if let Some(guard) = GUARDS.iter().find(|guard| text.starts_with(guard)) {
        let rest = behind(text, guard.len());
        let comma = usize::from(rest.starts_with(b","));
        let blanks = run(behind(rest, comma), |byte| byte.is_ascii_whitespace());
        rewrite.drop(start + guard.len() + comma + blanks, Code::ScriptGuard, Applicability::Certain);
    } else if let Some((open, close)) = call(text) {
        rewrite.drop(start + open, Code::ScriptGuard, Applicability::Certain);
        rewrite.keep(start + close);
        rewrite.drop(bytes.len(), Code::ScriptGuard, Applicability::Certain);
    }
    found.push(rewrite.finish());
}

/// Returns the span of the argument of a call such as `/**/callback({…});`.
fn call(text: &[u8]) -> Option<(usize, usize)> {
    let comment = if text.starts_with(b"/**/") { 4 } else { 0 };
    let name = comment + run(behind(text, comment), |byte| byte.is_ascii_alphanumeric() || b"_$.[]".contains(&byte));
    let argument = behind(text, name).strip_prefix(b"(")?.trim_ascii_start();
    // A parenthesis without a name before it may belong to a tuple.
    if name == comment && !matches!(argument.first(), Some(b'{' | b'[')) {
        return None;
    }
    let end = text.iter().rposition(|byte| *byte == b')').filter(|at| *at > name)?;
    behind(text, end + 1).iter().all(|byte| byte.is_ascii_whitespace() || *byte == b';').then_some((name + 1, end))
}
