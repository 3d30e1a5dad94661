//! Costs that can be changed while the program runs, and a record of the costs that a search has read: for the estimates of
//! `cargo xtask costs`. Not covered by semantic versioning.
//!
//! ```
//! use jsonmend::repair::{recover, tune};
//! use jsonmend::{limits::Limits, schema::Shape};
//!
//! tune::take_read();
//! let cost = || recover("[1 2]", &Shape::ANY, &Limits::default()).map(|recovery| recovery.cost);
//! let before = cost()?;
//! let read = tune::take_read();
//! let (index, comma) = tune::costs().iter().enumerate().find(|(_, cost)| cost.name == "insert_comma").unwrap();
//! assert_ne!(read[index / 64] >> (index % 64) & 1, 0);
//!
//! comma.set(comma.value() + 10);
//! assert_eq!(cost()?, before + 10);
//! # comma.set(comma.default);
//! # Ok::<(), jsonmend::Error>(())
//! ```

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Cost, TABLE};

/// A cost with its name.
#[derive(Debug)]
pub struct Tunable {
    /// Its name in the cost model.
    pub name: &'static str,
    /// The value that the cost model gives it.
    pub default: Cost,
    value: AtomicU32,
}

impl Tunable {
    pub(super) const fn new(name: &'static str, default: Cost) -> Self {
        Self { name, default, value: AtomicU32::new(default) }
    }

    /// Returns its current value.
    pub fn value(&self) -> Cost {
        self.value.load(Ordering::Relaxed)
    }

    /// Sets its value for the searches of all threads that begin from now on.
    pub fn set(&self, value: Cost) {
        self.value.store(value, Ordering::Relaxed);
    }
}

thread_local! {
    static READ: Cell<[u64; 4]> = const { Cell::new([0; 4]) };
}

/// Returns all costs, in the order of the cost model.
pub fn costs() -> &'static [Tunable] {
    &TABLE
}

/// Returns which costs this thread has read since the last call: a bit for each index into [`costs`].
pub fn take_read() -> [u64; 4] {
    READ.take()
}

pub(super) fn read(index: usize) -> Cost {
    let mut bits = READ.get();
    if let Some(word) = bits.get_mut(index / 64) {
        *word |= 1 << (index % 64);
    }
    READ.set(bits);
    TABLE.get(index).map_or(0, Tunable::value)
}
