use std::any::TypeId;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use schemars::JsonSchema;

use crate::schema::Shape;

/// Returns the shape of `T`, compiled once and cached. The cache is bounded by the number of types in the program.
pub(super) fn of<T: JsonSchema + 'static>() -> Arc<Shape> {
    static SHAPES: OnceLock<RwLock<BTreeMap<TypeId, Arc<Shape>>>> = OnceLock::new();
    let shapes = SHAPES.get_or_init(RwLock::default);
    // The map is consistent at any time, so a panic elsewhere while it was locked does no harm.
    let known = shapes.read().unwrap_or_else(PoisonError::into_inner).get(&TypeId::of::<T>()).cloned();
    known.unwrap_or_else(|| {
        let shape = Arc::new(Shape::of::<T>());
        let mut shapes = shapes.write().unwrap_or_else(PoisonError::into_inner);
        shapes.entry(TypeId::of::<T>()).or_insert(shape).clone()
    })
}
