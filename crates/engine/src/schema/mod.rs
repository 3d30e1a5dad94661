//! JSON Schema, compiled to a [`Shape`] that guides recovery and validation.
//!
//! - [`Shape::compile`] compiles a schema and lists its unsupported parts; [`Shape::compile_among`] takes one out of a
//!   larger document such as an OpenAPI description, in which [`operation`](operation()) finds the body of a request
//!   or response.
//! - [`Shape::of`] gives the shape of a Rust type, and [`document`](document()) its schema.
//! - [`Shape::infer`] and [`Inference`] derive a schema from valid documents.
//!
//! ```
//! use jsonmend::{Options, schema::Shape};
//!
//! let schema = serde_json::json!({"properties": {"id": {"type": "integer"}}, "required": ["id"]});
//! let (shape, unsupported) = Shape::compile(&schema)?;
//! assert!(unsupported.is_empty());
//! let report = Options::new().recover_shape(&shape, br#"{"id" 7}"#);
//! assert_eq!(report.repaired_text(), Some(r#"{"id": 7}"#));
//! # Ok::<(), jsonmend::Error>(())
//! ```
//!
//! [`Options::recover_shape`](crate::Options::recover_shape) and [`Options::check_as`](crate::Options::check_as)
//! take a shape.

mod compile;
mod contract;
mod expand;
mod facts;
mod format;
mod infer;
mod kinds;
mod operation;
mod pattern;
mod rules;
mod shape;
mod source;
mod told;

pub use contract::{Contract, document};
pub use infer::Inference;
pub use kinds::Kinds;
pub use operation::operation;
pub(crate) use rules::{Rule, RuleId, Rules, canonical, canonical_number};
pub(crate) use shape::{Form, Standing};
pub use shape::{Format, Member, Shape, ShapeId, ShapeNode, Variant};
pub use told::Unused;

/// Extension keyword that lists the members that nearly every such object has.
pub const USUAL: &str = "x-usual";

/// Extension keyword that maps alternative member names to the canonical ones.
pub const ALIASES: &str = "x-aliases";

/// Extension keyword of closed objects that may nevertheless have annotations: members with `@` in their names, as in
/// OData.
pub const ANNOTATED: &str = "x-annotated";

/// Extension keyword whose value patches a schema under [`Contract::Documented`]; a `null` in the patch removes a
/// keyword.
pub const DOCUMENTED: &str = "x-documented";
