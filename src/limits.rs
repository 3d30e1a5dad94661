//! The bounds within which everything works.

/// How much work and memory one input may cost. Over a limit there is a diagnostic, never a crash.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// Largest input in bytes. Default 256 MiB; at most 4 GiB - 1, which is what the tape can address.
    pub bytes: usize,
    /// Deepest nesting of brackets. Default 128, as in `serde_json`.
    pub depth: usize,
    /// Most repairs in one input. Default 100,000.
    pub edits: usize,
    /// When the search steps are spent, the rest is read without looking round: at most 4 more steps a byte, and
    /// [`Limits::LAST_STEPS`] at the end of the text.
    ///
    /// Most search steps per byte of input, above a base of [`Limits::BASE_STEPS`]. Default 16.
    pub steps_per_byte: usize,
}

impl Limits {
    /// The search steps that even the smallest input may take.
    pub const BASE_STEPS: u64 = 300_000;

    /// The steps that closing whatever is open at the end of the text may take, beyond the others.
    pub const LAST_STEPS: u64 = 10_000;

    /// The most search steps for an input of `bytes` bytes.
    #[must_use]
    pub fn steps(&self, bytes: usize) -> u64 {
        Self::BASE_STEPS.saturating_add((bytes as u64).saturating_mul(self.steps_per_byte as u64))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 256 << 20, depth: 128, edits: 100_000, steps_per_byte: 16 }
    }
}
