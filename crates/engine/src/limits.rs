//! Limits on the size, nesting and cost of one input.
//!
//! Callers usually set them through [`Options`](crate::Options):
//!
//! ```
//! use jsonmend::Options;
//!
//! let options = Options::new().max_bytes(4).max_depth(2);
//! assert_eq!(options.recover::<Vec<u8>>(b"[1, 2]").diagnostics[0].code.name(), "too-large");
//! assert_eq!(options.limits().depth, 2);
//! ```

use crate::diagnostic::Applicability;

/// Limits on the work and memory that one input may cost. Exceeding a limit gives a diagnostic, never a crash.
///
/// | limit exceeded | outcome | code |
/// | --- | --- | --- |
/// | bytes | rejected | `too-large` |
/// | depth | rejected | `too-deep` |
/// | edits | rejected | `too-many-edits` |
/// | certainty (`applicability`) | rejected | `too-doubtful` |
/// | decompressed bytes | rejected | `decompression-bomb` |
/// | steps | partial: the rest is repaired without search | `out-of-steps` |
///
/// # Memory
///
/// Peak memory beyond the input, for each byte of the input, on hostile inputs. The input of a compressed capture is what it
/// decompresses to:
///
/// | function | at most |
/// | --- | ---: |
/// | [`parse()`](crate::parse()), without the value | 2 bytes |
/// | recovery and checks, inputs below 128 KiB | 768 bytes |
/// | recovery and checks, larger inputs | 448 bytes |
///
/// The value needs memory in addition. For hostile input, set [`bytes`](Self::bytes) according to the available memory: 8 MiB
/// may need 3.5 GiB, but the default may need 112 GiB. Fewer [`edits`](Self::edits) reduce it, too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Largest input, in bytes. Default 256 MiB; at most 4 GiB - 1, the largest offset that the tape can address.
    pub bytes: usize,
    /// Deepest nesting of brackets. Default [`Limits::DEPTH`], as in `serde_json`.
    pub depth: usize,
    /// Most repairs in one input. Default 100,000. The search ends early once it makes more than twice as many, so this
    /// also bounds its memory.
    pub edits: usize,
    /// Most search steps per byte of input, above a base of [`Limits::BASE_STEPS`]. Default 16; 0 still allows the base.
    pub steps_per_byte: usize,
    /// Least certainty that every repair must have; an input with a less certain repair is rejected. Default
    /// [`Applicability::Guess`], which accepts every repair.
    pub applicability: Applicability,
    /// Whether parsing and checking also enforce the rules of I-JSON (RFC 7493). Default `false`.
    pub i_json: bool,
    /// Factor of the limit on decompressed data: [`Limits::BASE_DECOMPRESSED`] plus this factor times the length of the
    /// compressed capture, and at most [`Limits::bytes`]. Default 256, so that a kilobyte may become a megabyte and a
    /// quarter. [`Limits::decompressed`] computes the limit.
    pub expansion: usize,
}

impl Limits {
    /// Default of [`Limits::depth`]: 128. The search for envelopes and encodings tries its candidates with this depth.
    pub const DEPTH: usize = 128;

    /// Search steps that every input may take, whatever its length.
    pub const BASE_STEPS: u64 = 300_000;
    /// Search steps beyond [`Limits::steps`] that every input may take to reach its end.
    pub const STEPS_TO_END: u64 = 20_000;
    /// Search steps beyond [`Limits::steps`], per byte of input, that may be taken to reach the end.
    pub const STEPS_PER_BYTE_TO_END: u64 = 4;

    /// Bytes that every compressed capture may expand to, whatever its length: 1 MiB.
    pub const BASE_DECOMPRESSED: usize = 1 << 20;

    /// Returns the most bytes that a compressed capture of `bytes` bytes may expand to: [`Limits::expansion`] times as many
    /// and [`Limits::BASE_DECOMPRESSED`], but no more than [`Limits::bytes`].
    ///
    /// ```
    /// use jsonmend::limits::Limits;
    ///
    /// let limits = Limits::default();
    /// assert_eq!(limits.decompressed(1000), 1000 * 256 + (1 << 20));
    /// assert_eq!(limits.decompressed(100 << 20), limits.bytes);
    /// ```
    #[must_use]
    pub fn decompressed(&self, bytes: usize) -> usize {
        bytes.saturating_mul(self.expansion).saturating_add(Self::BASE_DECOMPRESSED).min(self.bytes)
    }

    /// Returns the most search steps for an input of `bytes` bytes before the search is narrowed.
    ///
    /// ```
    /// use jsonmend::limits::Limits;
    ///
    /// let limits = Limits::default();
    /// assert_eq!(limits.steps(1000), Limits::BASE_STEPS + 16 * 1000);
    /// assert!(limits.most_steps(1000) > limits.steps(1000));
    /// ```
    #[must_use]
    pub fn steps(&self, bytes: usize) -> u64 {
        Self::BASE_STEPS.saturating_add((bytes as u64).saturating_mul(self.steps_per_byte as u64))
    }

    /// Returns the most search steps that are ever taken for an input of `bytes` bytes. After [`Limits::steps`] the
    /// search continues to the end of the text almost without alternatives, which costs at most [`Limits::STEPS_TO_END`]
    /// and [`Limits::STEPS_PER_BYTE_TO_END`] for each byte.
    #[must_use]
    pub fn most_steps(&self, bytes: usize) -> u64 {
        let rest = Self::STEPS_TO_END.saturating_add((bytes as u64).saturating_mul(Self::STEPS_PER_BYTE_TO_END));
        self.steps(bytes).saturating_add(rest)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            depth: Self::DEPTH,
            edits: 100_000,
            steps_per_byte: 16,
            applicability: Applicability::Guess,
            i_json: false,
            expansion: 256,
        }
    }
}
