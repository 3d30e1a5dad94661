use crate::syntax::{Content, NodeKind};

/// Follows a reading value by value, in the order of the text. Each method says whether to go on; who refuses leaves the
/// text to the way by the tape.
pub(crate) trait Watch<'t> {
    /// `null`, `true` or `false`.
    fn literal(&mut self, kind: NodeKind) -> bool;

    /// A number, which is one by RFC 8259.
    fn number(&mut self, text: &'t str) -> bool;

    /// A string that is a value.
    fn string(&mut self, content: Content<'t>) -> bool;

    /// A container opens. `names` are those that the type of an object gave, as [`written`](crate::text::written);
    /// `first` looks ahead to its first member, where that is a string.
    fn open(
        &mut self,
        kind: NodeKind,
        names: &'static [&'static str],
        first: impl FnOnce() -> Option<(Content<'t>, Content<'t>)>,
    ) -> bool;

    /// The name of a member, by its place among the names that the type gave.
    fn known_name(&mut self, written: &'static str, index: usize) -> bool;

    /// The name of a member.
    fn name(&mut self, name: Content<'t>) -> bool;

    /// The innermost container closes.
    fn close(&mut self) -> bool;
}

/// Nobody watches.
impl<'t> Watch<'t> for () {
    #[inline(always)]
    fn literal(&mut self, _: NodeKind) -> bool {
        true
    }

    #[inline(always)]
    fn number(&mut self, _: &'t str) -> bool {
        true
    }

    #[inline(always)]
    fn string(&mut self, _: Content<'t>) -> bool {
        true
    }

    #[inline(always)]
    fn open(
        &mut self,
        _: NodeKind,
        _: &'static [&'static str],
        _: impl FnOnce() -> Option<(Content<'t>, Content<'t>)>,
    ) -> bool {
        true
    }

    #[inline(always)]
    fn known_name(&mut self, _: &'static str, _: usize) -> bool {
        true
    }

    #[inline(always)]
    fn name(&mut self, _: Content<'t>) -> bool {
        true
    }

    #[inline(always)]
    fn close(&mut self) -> bool {
        true
    }
}
