//! Tolerant, schema-guided parser and model for Microsoft Defender for Endpoint authenticated-scan payloads.
pub mod diagnostic;
pub mod limits;
pub mod model;
pub mod recover;
pub mod schema;
pub mod syntax;
pub mod text;
