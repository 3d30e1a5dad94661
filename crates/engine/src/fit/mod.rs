//! Coercion of values that do not fit the shape but have only one plausible meaning, and respelling of the names and
//! values that a shape lists.
//!
//! [`recover`](crate::recover()) applies them to a document that its type refuses.
//!
//! ```
//! use jsonmend::{fit::coerce, schema::Shape, syntax::parse};
//!
//! let shape = Shape::from_schema(&serde_json::json!({"properties": {"port": {"type": "integer"}}}));
//! let text = r#"{"port": "443"}"#;
//! assert_eq!(coerce(&parse(text, 16).unwrap(), &shape).apply(text), r#"{"port": 443}"#);
//! ```

mod coerce;
mod respell;

pub use coerce::coerce;
pub use respell::respell;
