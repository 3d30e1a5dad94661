//! Tolerant, schema-guided parser and model for Microsoft Defender for Endpoint authenticated-scan payloads.
pub mod capture;
pub mod check;
pub mod de;
pub mod diagnostic;
pub mod limits;
pub mod recover;
pub mod model;
pub mod schema;
pub mod syntax;
pub mod text;
