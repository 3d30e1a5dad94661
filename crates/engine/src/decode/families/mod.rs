//! Envelopes and encodings, one file each. Every family looks for its own marks in the bytes and offers the content.

pub(crate) mod base64;
mod chunked;
mod compression;
pub(super) mod documents;
pub(super) mod embedded;
mod entities;
mod escaped;
mod fence;
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
mod wide;

use super::layer::Found;
use crate::limits::Limits;

/// Looks in bytes for a wrapper of its kind.
pub(super) type Family = fn(&[u8], &Limits, &mut Found);

/// Families that look at any bytes. The order decides between equals: what is more specific comes first.
pub(super) const OF_BYTES: &[Family] = &[wide::find, padding::find, compression::find, http::find, chunked::find];

/// Families that look at text.
pub(super) const OF_TEXT: &[Family] = &[
    script::find,
    fence::find,
    prose::find,
    log::find,
    gutter::find,
    hexdump::find,
    embedded::find,
    escaped::find,
    base64::find,
    percent::find,
    entities::find,
    quoted_printable::find,
    hard_wrap::find,
    documents::find,
];
