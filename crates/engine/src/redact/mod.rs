//! Redaction: which places of a text hold secrets and must never be shown.

mod ahead;
mod anchors;
mod commands;
mod credential_names;
mod credentials;
mod keys;
mod mask;
mod phrases;
mod records;
mod secret_names;
mod suspects;
mod tokens;
mod views;
mod vocabulary;

pub(crate) use credentials::credentials;
pub use mask::Mask;
pub use secret_names::SECRET_NAMES;
pub(crate) use secret_names::SHORTEST_NAME;
pub use secret_names::is_secret_name;
pub(crate) use suspects::Suspects;
