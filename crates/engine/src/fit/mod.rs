//! Coercion of values that do not fit the shape but have only one plausible meaning.
//!
//! [`Options::recover_as`](crate::Options::recover_as) and [`recover`](crate::recover()) apply it after repair.
//!
//! ```
//! use jsonmend::{fit::coerce, schema::Shape, syntax::parse};
//!
//! let shape = Shape::from_schema(&serde_json::json!({"properties": {"port": {"type": "integer"}}}));
//! let text = r#"{"port": "443"}"#;
//! assert_eq!(coerce(&parse(text, 16).unwrap(), &shape).apply(text), r#"{"port": 443}"#);
//! ```

mod coerce;

pub use coerce::coerce;
