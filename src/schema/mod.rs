//! JSON Schema documents of the model, and the [`Shape`] compiled from a schema.

mod format;
mod shape;

pub use shape::{Format, Kinds, Member, Shape, ShapeId, ShapeNode, Variant};
