//! `PayloadKind` as a [`Payload`] of the engine.

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use jsonmend::diagnostic::Diagnostic;
use jsonmend::schema::Shape;
use jsonmend::serde::de::{deserialize, read};
use jsonmend::syntax::Tape;
use jsonmend::{Error, Payload};

use crate::model::{
    Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds, Str, Validate,
};

/// Calls a generic function with the Rust type of a kind of payload. `$text` is the string type of responses.
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

impl Payload for PayloadKind {
    fn shape(&self) -> &Shape {
        (*self).shape()
    }

    fn reads(&self, text: &str, max_depth: usize) -> bool {
        with_type!(*self, Str<'_>, is_read, (text, max_depth))
    }

    /// Returns whether the service can be expected to accept a request; always true for responses, which the service
    /// wrote.
    fn accepts(&self, text: &str, max_depth: usize) -> bool {
        match self {
            Self::Create => is_accepted::<ScanDefinitionCreate>(text, max_depth),
            Self::Update => is_accepted::<ScanDefinitionUpdate>(text, max_depth),
            Self::BatchDelete | Self::HistoryByDefinition => is_accepted::<ScanDefinitionIds>(text, max_depth),
            Self::HistoryBySession => is_accepted::<SessionIds>(text, max_depth),
            _ => true,
        }
    }

    fn check(&self, tape: &Tape<'_>) -> Vec<Diagnostic> {
        crate::violations::check_kind(tape, *self)
    }

    fn read(&self, tape: &Tape<'_>) -> Result<(), Error> {
        self.canonical(tape).map(drop)
    }

    fn canonical(&self, tape: &Tape<'_>) -> Result<Value, Error> {
        with_type!(*self, String, model, (tape))
    }
}

fn is_read<'t, T: Deserialize<'t>>(text: &'t str, max_depth: usize) -> bool {
    read::<T>(text, max_depth).is_some()
}

fn is_accepted<T: DeserializeOwned + Validate>(text: &str, max_depth: usize) -> bool {
    read::<T>(text, max_depth).is_some_and(|request| request.validate().is_empty())
}

fn model<T: DeserializeOwned + Serialize>(tape: &Tape<'_>) -> Result<Value, Error> {
    let model: T = deserialize(tape)?;
    serde_json::to_value(model).map_err(Error::custom)
}
