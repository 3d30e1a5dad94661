//! Tolerant, schema-guided parser and model for Microsoft Defender for Endpoint authenticated-scan payloads.
#[cfg(feature = "damage")]
pub mod damage;
pub mod schema;
