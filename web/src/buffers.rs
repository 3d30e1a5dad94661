//! Numbered buffers that the host and the module share.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The buffers of the module.
pub(crate) static BUFFERS: Buffers = Buffers(Mutex::new(Table { last: 0, buffers: BTreeMap::new() }));

pub(crate) struct Buffers(Mutex<Table>);

struct Table {
    /// The number given last; numbers begin at 1 and are not reused until they wrap.
    last: u32,
    buffers: BTreeMap<u32, Vec<u8>>,
}

impl Buffers {
    fn table(&self) -> MutexGuard<'_, Table> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a buffer of `length` zero bytes; `None` if there is no memory for it.
    pub(crate) fn take(&self, length: usize) -> Option<u32> {
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(length).ok()?;
        bytes.resize(length, 0);
        self.add(bytes)
    }

    /// Adds a buffer; `None` if all numbers are in use.
    pub(crate) fn add(&self, bytes: Vec<u8>) -> Option<u32> {
        let mut table = self.table();
        let number = (1..=u32::MAX).map(|step| table.last.wrapping_add(step));
        let number = number.into_iter().find(|number| *number != 0 && !table.buffers.contains_key(number))?;
        table.last = number;
        table.buffers.insert(number, bytes);
        Some(number)
    }

    pub(crate) fn remove(&self, number: u32) -> Option<Vec<u8>> {
        self.table().buffers.remove(&number)
    }

    pub(crate) fn with<T>(&self, number: u32, read: impl FnOnce(&[u8]) -> T) -> Option<T> {
        self.table().buffers.get(&number).map(|bytes| read(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_live_from_take_to_remove() {
        let first = BUFFERS.take(3).unwrap();
        let second = BUFFERS.add(b"ab".to_vec()).unwrap();
        assert_ne!(first, second);
        assert_eq!(BUFFERS.with(first, <[u8]>::to_vec), Some(vec![0; 3]));
        assert_eq!(BUFFERS.remove(second).as_deref(), Some(&b"ab"[..]));
        assert_eq!(BUFFERS.remove(second), None);
        assert_eq!(BUFFERS.with(0, <[u8]>::len), None);
        assert_eq!(BUFFERS.take(usize::MAX), None);
    }
}
