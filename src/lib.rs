//! Tolerant, schema-guided parser and model for Microsoft Defender for Endpoint authenticated-scan payloads.
#[cfg(feature = "damage")]
pub mod damage;
pub mod de {
    //! From text to value.
    pub mod text;
}
pub mod diagnostic;
pub mod limits;
pub mod model;
pub mod recover;
pub mod schema;
pub mod syntax;
pub mod text;
