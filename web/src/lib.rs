//! `authscan` as a WebAssembly module without imports.
//!
//! The host and the module exchange bytes in numbered buffers. The host calls [`take`] for a new buffer and writes a
//! capture at its [`address`]; [`recover`] consumes the buffers that it is given and returns the number of a new one, which
//! the host reads and passes to [`release`]. Addresses are valid until the next call that creates a buffer, because the
//! module's memory may grow and the host's view of it with it.

mod answer;
mod buffers;
mod masks;

pub use answer::{about, answer};

use buffers::BUFFERS;

/// Number that represents no buffer.
const NONE: u32 = 0;

/// Creates a buffer of `length` zero bytes and returns its number; 0 if there is no memory for it.
// SAFETY: no other symbol of the module has this name. This also holds for every exported function below.
#[unsafe(no_mangle)]
pub extern "C" fn take(length: usize) -> u32 {
    BUFFERS.take(length).unwrap_or(NONE)
}

/// Returns the address of the first byte of a buffer; 0 if there is no such buffer.
// SAFETY: the name is unique, see `take`.
#[unsafe(no_mangle)]
pub extern "C" fn address(buffer: u32) -> usize {
    BUFFERS.with(buffer, |bytes| bytes.as_ptr().addr()).unwrap_or(0)
}

/// Returns the length of a buffer in bytes; 0 if there is no such buffer.
// SAFETY: the name is unique, see `take`.
#[unsafe(no_mangle)]
pub extern "C" fn length(buffer: u32) -> usize {
    BUFFERS.with(buffer, <[u8]>::len).unwrap_or(0)
}

/// Frees a buffer. Unknown numbers are ignored.
// SAFETY: the name is unique, see `take`.
#[unsafe(no_mangle)]
pub extern "C" fn release(buffer: u32) {
    BUFFERS.remove(buffer);
}

/// Returns a buffer with the answer to a request about a capture; see [`answer()`] for both formats. Frees the buffers of
/// the request and the capture. Unknown numbers count as empty buffers. 0 if there is no memory for the answer.
// SAFETY: the name is unique, see `take`.
#[unsafe(no_mangle)]
pub extern "C" fn recover(request: u32, capture: u32) -> u32 {
    let request = BUFFERS.remove(request).unwrap_or_default();
    let capture = BUFFERS.remove(capture).unwrap_or_default();
    BUFFERS.add(answer(&request, &capture)).unwrap_or(NONE)
}

/// Returns a buffer with a description of the module; see [`about()`].
// SAFETY: the name is unique, see `take`.
#[unsafe(no_mangle)]
pub extern "C" fn describe() -> u32 {
    BUFFERS.add(about().to_string().into_bytes()).unwrap_or(NONE)
}
