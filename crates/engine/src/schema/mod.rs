//! The [`Shape`] that a document is expected to have, compiled from a JSON Schema.

mod compile;
mod contract;
mod expand;
mod facts;
mod format;
mod infer;
mod pattern;
mod rules;
mod shape;
mod source;
mod told;

pub use contract::{Contract, document};
pub use infer::Inference;
pub(crate) use rules::{Rule, RuleId, Rules, canonical, canonical_number};
pub(crate) use shape::{Form, Standing};
pub use shape::{Format, Kinds, Member, Shape, ShapeId, ShapeNode, Variant};
pub use told::{SchemaError, Unused};

/// The extension keyword that lists the members that nearly every such object has.
pub const USUAL: &str = "x-usual";

/// The extension keyword that maps other names of members to the canonical ones.
pub const ALIASES: &str = "x-aliases";

/// The extension keyword of closed objects that may have annotations all the same: members with an `@` in the name, as OData
/// has them.
pub const ANNOTATED: &str = "x-annotated";

/// The extension keyword whose value patches a schema under [`Contract::Documented`]; `null` removes a keyword.
pub const DOCUMENTED: &str = "x-documented";
