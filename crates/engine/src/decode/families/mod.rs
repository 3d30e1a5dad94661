//! Envelopes and encodings, one file for each. Every family searches the bytes for its own marks and offers the
//! content.

pub(in crate::decode) mod apart;
pub(crate) mod base64;
mod chunked;
pub(super) mod compression;
mod cri;
pub(super) mod documents;
pub(super) mod embedded;
mod entities;
mod escaped;
mod fence;
pub(super) mod foreign;
mod gutter;
pub(super) mod har;
mod hard_wrap;
mod hexdump;
pub(super) mod http;
mod log;
mod padding;
mod percent;
mod prose;
mod quoted_printable;
mod script;
pub(super) mod several;
pub(super) mod sound;
pub(super) mod stretches;
pub(super) mod terminal;
#[cfg(test)]
mod tests;
mod wide;

use super::layer::Found;
use crate::limits::Limits;

/// Searches bytes for an envelope of its kind.
pub(super) type Family = fn(&[u8], &Limits, &mut Found);

/// Families that search any bytes. Of equal scores the first wins, so more specific families come first.
pub(super) const OF_BYTES: &[Family] = &[wide::find, padding::find, compression::find, http::find, chunked::find];

/// Families that search text only.
pub(super) const OF_TEXT: &[Family] = &[
    terminal::find,
    script::find,
    fence::find,
    prose::find,
    cri::find,
    log::find,
    gutter::find,
    hexdump::find,
    embedded::find,
    escaped::find,
    foreign::find,
    base64::find,
    percent::find,
    entities::find,
    quoted_printable::find,
    hard_wrap::find,
    sound::find,
    several::find,
    documents::find,
];
