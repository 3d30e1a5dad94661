//! JSON Schema documents of the model, and the [`Shape`] compiled from a schema.

mod compile;
mod documents;
mod format;
mod publish;
mod shape;

pub use documents::{Contract, document, index};
pub use shape::{Format, Kinds, Member, Shape, ShapeId, ShapeNode, Variant};
