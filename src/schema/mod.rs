//! JSON Schema documents of the model, and the [`Shape`] compiled from a schema.

mod compile;
mod documents;
mod expand;
mod facts;
mod format;
mod infer;
mod pattern;
mod rules;
mod shape;
mod source;
mod told;

pub use documents::{Contract, document, index};
pub use infer::Inference;
pub(crate) use rules::{Rule, RuleId, Rules, canonical, canonical_number};
pub(crate) use shape::Form;
pub use shape::{Format, Kinds, Member, Shape, ShapeId, ShapeNode, Variant};
pub use told::{SchemaError, Unused};
