//! Envelopes and encodings, one file each. Every family looks for its own marks in the bytes and offers the content.

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

/// Looks in bytes for a wrapper of its kind.
pub(super) type Family = fn(&[u8], &Limits, &mut Found);

/// Families that look at any bytes. The order decides between equals: what is more specific comes first.
pub(super) const OF_BYTES: &[Family] = &[wide::find, padding::find, compression::find, http::find, chunked::find];

/// Families that look at text.
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
