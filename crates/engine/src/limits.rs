//! The bounds within which everything works.

use crate::diagnostic::Applicability;

/// How much work and memory one input may cost. Over a limit there is a diagnostic, never a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Largest input in bytes. Default 256 MiB; at most 4 GiB - 1, which is what the tape can address.
    pub bytes: usize,
    /// Deepest nesting of brackets. Default 128, as in `serde_json`.
    pub depth: usize,
    /// Most repairs in one input. Default 100,000. A search ends early where it makes more than twice as many, so this
    /// also bounds its memory.
    pub edits: usize,
    /// Most search steps per byte of input, above a base of [`Limits::BASE_STEPS`]. Default 16.
    pub steps_per_byte: usize,
    /// How sure every repair must be at least; otherwise the input is rejected. Default [`Applicability::Guess`], which
    /// every repair is.
    pub doubt: Applicability,
    /// Whether parsing and checking also ask for what I-JSON (RFC 7493) asks beyond JSON. Default no.
    pub i_json: bool,
    /// Most bytes that each byte of a compressed capture may become, above a base of [`Limits::BASE_DECOMPRESSED`].
    /// Default 256; never more than [`Limits::bytes`] in all.
    pub expansion: usize,
}

impl Limits {
    /// The search steps that even the smallest input may take.
    pub const BASE_STEPS: u64 = 300_000;
    /// The steps that it may take beyond [`Limits::steps`] to come to the end, whatever the length.
    pub const STEPS_TO_END: u64 = 20_000;
    /// The same for each byte.
    pub const STEPS_PER_BYTE_TO_END: u64 = 4;

    /// The bytes that even the smallest compressed capture may become.
    pub const BASE_DECOMPRESSED: usize = 1 << 20;

    /// The most bytes that `bytes` compressed bytes may become.
    #[must_use]
    pub fn decompressed(&self, bytes: usize) -> usize {
        bytes.saturating_mul(self.expansion).saturating_add(Self::BASE_DECOMPRESSED).min(self.bytes)
    }

    /// The most search steps for an input of `bytes` bytes.
    #[must_use]
    pub fn steps(&self, bytes: usize) -> u64 {
        Self::BASE_STEPS.saturating_add((bytes as u64).saturating_mul(self.steps_per_byte as u64))
    }

    /// The most steps that are ever taken for an input of `bytes` bytes: behind [`Limits::steps`] the text is read to its
    /// end with hardly any choice, which costs [`Limits::STEPS_TO_END`] more and a few for each byte.
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
            depth: 128,
            edits: 100_000,
            steps_per_byte: 16,
            doubt: Applicability::Guess,
            i_json: false,
            expansion: 256,
        }
    }
}
