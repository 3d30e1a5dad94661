//! Counts the work that search steps do not measure: the bytes scanned for secrets, positions and rendering.
//!
//! Without tests or the feature `counters` nothing is counted. The count is per thread, and only differences of it are
//! meaningful.

#[cfg(any(test, feature = "counters"))]
thread_local! {
    static LOOKED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Adds `bytes` scanned bytes to the count of this thread.
#[inline]
pub(crate) fn look(bytes: usize) {
    #[cfg(any(test, feature = "counters"))]
    LOOKED.with(|looked| looked.set(looked.get().wrapping_add(bytes as u64)));
    #[cfg(not(any(test, feature = "counters")))]
    let _ = bytes;
}

/// Returns how many bytes this thread has scanned so far for secrets, positions and rendering. Search steps do not include
/// this work. The count wraps around at the end of `u64`.
#[cfg(any(test, feature = "counters"))]
#[must_use]
pub fn looked() -> u64 {
    LOOKED.with(std::cell::Cell::get)
}
