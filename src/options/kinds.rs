use std::any::TypeId;

use memchr::memchr;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Error;
use crate::model::{
    Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds, Str, Validate,
};
use crate::schema::Shape;
use crate::syntax::Tape;

/// Calls a generic function with the type of a kind of payload. The strings of responses are a `$text`.
macro_rules! with_type {
    ($kind:expr, $text:ty, $function:ident, $arguments:tt) => {
        match $kind {
            PayloadKind::Definitions => $function::<Collection<ScanDefinition<$text>>>$arguments,
            PayloadKind::Definition => $function::<ScanDefinition<$text>>$arguments,
            PayloadKind::Agents => $function::<Collection<ScanAgent<$text>>>$arguments,
            PayloadKind::Agent => $function::<ScanAgent<$text>>$arguments,
            PayloadKind::History => $function::<Collection<ScanHistory<$text>>>$arguments,
            PayloadKind::Create => $function::<ScanDefinitionCreate>$arguments,
            PayloadKind::Update => $function::<ScanDefinitionUpdate>$arguments,
            PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => $function::<ScanDefinitionIds>$arguments,
            PayloadKind::HistoryBySession => $function::<SessionIds>$arguments,
            PayloadKind::Error => $function::<ErrorResponse<$text>>$arguments,
        }
    };
}

/// Whether the service can be expected to accept a text that fits the shape of this kind.
pub(super) fn is_valid(kind: PayloadKind, text: &str, max_depth: usize) -> bool {
    match kind {
        PayloadKind::Create => is_accepted::<ScanDefinitionCreate>(text, max_depth),
        PayloadKind::Update => is_accepted::<ScanDefinitionUpdate>(text, max_depth),
        PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => {
            is_accepted::<ScanDefinitionIds>(text, max_depth)
        }
        PayloadKind::HistoryBySession => is_accepted::<SessionIds>(text, max_depth),
        // Responses come from the service.
        _ => true,
    }
}

fn is_accepted<T: DeserializeOwned + Validate>(text: &str, max_depth: usize) -> bool {
    crate::de::text::read::<T>(text, max_depth).is_some_and(|request| request.validate().is_empty())
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
    with_type!(kind, Str<'_>, is_read, (text, max_depth))
}

fn is_read<'t, T: Deserialize<'t>>(text: &'t str, max_depth: usize) -> bool {
    crate::de::text::read::<T>(text, max_depth).is_some()
}

/// Whether `T` is of the model and so reads all that its shape allows, which the fuzz target `check` holds it to. Of
/// another type only reading tells.
pub(super) fn reads_what_fits<T: 'static>() -> bool {
    let is = |kind: &PayloadKind| with_type!(*kind, String, is_type, (TypeId::of::<T>()));
    PayloadKind::ALL.iter().any(is)
}

fn is_type<T: 'static>(id: TypeId) -> bool {
    TypeId::of::<T>() == id
}

/// The canonical model of a payload, as JSON.
pub(super) fn canonical(kind: PayloadKind, tape: &Tape<'_>) -> Result<Value, Error> {
    with_type!(kind, String, model, (tape))
}

fn model<T: DeserializeOwned + Serialize>(tape: &Tape<'_>) -> Result<Value, Error> {
    let model: T = crate::de::deserialize(tape)?;
    serde_json::to_value(model).map_err(Error::custom)
}
