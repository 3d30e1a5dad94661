use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::Error;
use crate::check::judge;
use crate::model::{
    Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds, Str, Validate,
};
use crate::syntax::Tape;

/// Whether a text is a payload of this kind about which there is nothing to say. False also where that takes a closer
/// look.
pub(super) fn conforms(kind: PayloadKind, text: &str, max_depth: usize) -> bool {
    match kind {
        PayloadKind::Definitions => fits::<Collection<ScanDefinition<Str<'_>>>>(kind, text, max_depth),
        PayloadKind::Definition => fits::<ScanDefinition<Str<'_>>>(kind, text, max_depth),
        PayloadKind::Agents => fits::<Collection<ScanAgent<Str<'_>>>>(kind, text, max_depth),
        PayloadKind::Agent => fits::<ScanAgent<Str<'_>>>(kind, text, max_depth),
        PayloadKind::History => fits::<Collection<ScanHistory<Str<'_>>>>(kind, text, max_depth),
        PayloadKind::Create => is_valid::<ScanDefinitionCreate>(kind, text, max_depth),
        PayloadKind::Update => is_valid::<ScanDefinitionUpdate>(kind, text, max_depth),
        PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => {
            is_valid::<ScanDefinitionIds>(kind, text, max_depth)
        }
        PayloadKind::HistoryBySession => is_valid::<SessionIds>(kind, text, max_depth),
        PayloadKind::Error => fits::<ErrorResponse<Str<'_>>>(kind, text, max_depth),
    }
}

/// Whether a text is a payload of this kind as it stands, whatever there is to say about it.
pub(super) fn reads(kind: PayloadKind, text: &str, max_depth: usize) -> bool {
    use crate::de::text::read;
    match kind {
        PayloadKind::Definitions => read::<Collection<ScanDefinition<Str<'_>>>>(text, max_depth).is_some(),
        PayloadKind::Definition => read::<ScanDefinition<Str<'_>>>(text, max_depth).is_some(),
        PayloadKind::Agents => read::<Collection<ScanAgent<Str<'_>>>>(text, max_depth).is_some(),
        PayloadKind::Agent => read::<ScanAgent<Str<'_>>>(text, max_depth).is_some(),
        PayloadKind::History => read::<Collection<ScanHistory<Str<'_>>>>(text, max_depth).is_some(),
        PayloadKind::Create => read::<ScanDefinitionCreate>(text, max_depth).is_some(),
        PayloadKind::Update => read::<ScanDefinitionUpdate>(text, max_depth).is_some(),
        PayloadKind::BatchDelete | PayloadKind::HistoryByDefinition => {
            read::<ScanDefinitionIds>(text, max_depth).is_some()
        }
        PayloadKind::HistoryBySession => read::<SessionIds>(text, max_depth).is_some(),
        PayloadKind::Error => read::<ErrorResponse<Str<'_>>>(text, max_depth).is_some(),
    }
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
