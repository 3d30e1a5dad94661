//! Counts the work that no search step stands for: the bytes that are looked at for secrets, places and drawings.
//!
//! Only tests and the feature `counters` count; otherwise nothing is done. The count is that of the thread, and only its
//! differences mean something.

#[cfg(any(test, feature = "counters"))]
thread_local! {
    static LOOKED: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts bytes that were looked at.
#[inline]
pub(crate) fn look(bytes: usize) {
    #[cfg(any(test, feature = "counters"))]
    LOOKED.with(|looked| looked.set(looked.get().wrapping_add(bytes as u64)));
    #[cfg(not(any(test, feature = "counters")))]
    let _ = bytes;
}

/// How many bytes this thread has looked at so far.
#[cfg(any(test, feature = "counters"))]
#[must_use]
pub fn looked() -> u64 {
    LOOKED.with(std::cell::Cell::get)
}
