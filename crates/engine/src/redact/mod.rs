//! Redaction: which places of a text hold secrets and must never be shown.

mod ahead;
mod commands;
mod credential_names;
mod credentials;
mod keys;
mod mask;
mod secret_names;
mod suspects;
mod vocabulary;
mod views;

pub(crate) use credentials::credentials;
pub use mask::Mask;
pub use secret_names::SECRET_NAMES;
pub(crate) use secret_names::SHORTEST_NAME;
pub use secret_names::is_secret_name;
pub(crate) use suspects::Suspects;
