use memchr::memchr;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Error;
use crate::check::judge;
use crate::model::{
    Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds, Str, Validate,
};
use crate::schema::Shape;
use crate::syntax::Tape;

/// Calls a generic function with the type of a kind of payload: one for responses, whose strings are borrowed, and one for
/// requests.
macro_rules! with_type {
    ($kind:expr, $response:ident, $request:ident, $arguments:tt) => {
        match $kind {
            PayloadKind::Definitions => $response::<Collection<ScanDefinition<Str<'_>>>>$arguments,
            PayloadKind::Definition => $response::<ScanDefinition<Str<'_>>>$arguments,
            PayloadKind::Agents => $response::<Collection<ScanAgent<Str<'_>>>>$arguments,
            PayloadKind::Agent => $response::<ScanAgent<Str<'_>>>$arguments,
            PayloadKind::History => $response::<Collection<ScanHistory<Str<'_>>>>$arguments,
            PayloadKind::Create => $request::<ScanDefinitionCreate>$arguments,
            PayloadKind::Update => $request::<ScanDefinitionUpdate>$arguments,
            PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => $request::<ScanDefinitionIds>$arguments,
            PayloadKind::HistoryBySession => $request::<SessionIds>$arguments,
            PayloadKind::Error => $response::<ErrorResponse<Str<'_>>>$arguments,
        }
    };
}

/// Whether a text is a payload of this kind about which there is nothing to say. False also where that takes a closer
/// look.
pub(super) fn conforms(kind: PayloadKind, text: &str, max_depth: usize) -> bool {
    with_type!(kind, fits, is_valid, (kind, text, max_depth))
}

/// Whether a text starts with a member that documents of this shape have. What does not may still be one, or hold one.
pub(super) fn starts(shape: &Shape, text: &str) -> bool {
    first_name(text).is_some_and(|name| shape.node(shape.root()).member(name).is_some())
}

/// The name of an object's first member, where it has no escapes.
fn first_name(text: &str) -> Option<&str> {
    let content = text.trim_ascii_start().strip_prefix('{')?.trim_ascii_start().strip_prefix('"')?;
    content.get(..memchr(b'"', content.as_bytes())?)
}

/// Whether a text is a payload of this kind as it stands, whatever there is to say about it.
pub(super) fn reads(kind: PayloadKind, text: &str, max_depth: usize) -> bool {
    with_type!(kind, is_read, is_read, (text, max_depth))
}

fn is_read<'t, T: Deserialize<'t>>(text: &'t str, max_depth: usize) -> bool {
    crate::de::text::read::<T>(text, max_depth).is_some()
}

fn fits<'t, T: Deserialize<'t>>(kind: PayloadKind, text: &'t str, max_depth: usize) -> bool {
    judge::read::<T>(text, max_depth, kind.shape()).is_some()
}

fn is_valid<T: DeserializeOwned + Validate>(kind: PayloadKind, text: &str, max_depth: usize) -> bool {
    judge::read::<T>(text, max_depth, kind.shape()).is_some_and(|request| request.validate().is_empty())
}

/// The canonical model of a payload, as JSON.
pub(super) fn canonical(kind: PayloadKind, tape: &Tape<'_>) -> Result<Value, Error> {
    match kind {
        PayloadKind::Definitions => model::<Collection<ScanDefinition>>(tape),
        PayloadKind::Definition => model::<ScanDefinition>(tape),
        PayloadKind::Agents => model::<Collection<ScanAgent>>(tape),
        PayloadKind::Agent => model::<ScanAgent>(tape),
        PayloadKind::History => model::<Collection<ScanHistory>>(tape),
        PayloadKind::Create => model::<ScanDefinitionCreate>(tape),
        PayloadKind::Update => model::<ScanDefinitionUpdate>(tape),
        PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => model::<ScanDefinitionIds>(tape),
        PayloadKind::HistoryBySession => model::<SessionIds>(tape),
        PayloadKind::Error => model::<ErrorResponse>(tape),
    }
}

fn model<T: DeserializeOwned + Serialize>(tape: &Tape<'_>) -> Result<Value, Error> {
    let model: T = crate::de::deserialize(tape)?;
    serde_json::to_value(model).map_err(Error::custom)
}
