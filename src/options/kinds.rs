use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::Value;

use crate::Error;
use crate::model::{
    Collection, ErrorResponse, PayloadKind, ScanAgent, ScanDefinition, ScanDefinitionCreate, ScanDefinitionIds,
    ScanDefinitionUpdate, ScanHistory, SessionIds,
};
use crate::syntax::Tape;

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
