//! The costs of names that no member of an object has.

use crate::repair::beam::stack::Node;
use crate::repair::cost::{self, Cost};

/// A name that no member has.
#[derive(Clone, Copy)]
pub(super) struct Stray {
    pub(super) is_identifier: bool,
    pub(super) is_gap: bool,
    pub(super) is_ancestors: bool,
}

impl Stray {
    /// The cost of a name that a map takes, or that a pattern has.
    pub(super) fn in_map(self) -> Cost {
        let gap = if self.is_gap { cost::strange_name() } else { 0 };
        gap + if self.is_ancestors { cost::ancestors_member_unshaped() } else { 0 }
    }

    /// The cost of a name that the schema allows though it lists others, after this many such names in the same object.
    /// Sound text may have it: all of them together must cost less than two edits that would take it elsewhere.
    pub(super) fn beside_members(self, before: u8) -> Cost {
        let first = if before == 0 { cost::unlisted_member() } else { cost::unlisted_member_next() };
        let gap = if self.is_gap { cost::strange_name() } else { 0 };
        first + gap + if self.is_ancestors && before == 0 { cost::ancestors_member_unlisted() } else { 0 }
    }

    /// The cost of a name that a schema does not allow, or that a document has nowhere else.
    pub(super) fn refused(self, before: u8, given: bool) -> Cost {
        let is_strange = if given { !self.is_identifier } else { self.is_gap };
        let strange = if is_strange { cost::strange_name() } else { 0 };
        discounted(before) + strange + if self.is_ancestors { cost::ancestors_member() } else { 0 }
    }
}

/// The cost of a member that the schema takes without listing it, as it lists others. `is_excluded`: alternatives list it
/// that a value in the object has excluded.
pub(super) fn beside_listed(object: &Node, is_excluded: bool) -> Cost {
    match object.names {
        _ if is_excluded => cost::excluded_member(),
        0 => cost::beside_listed(),
        _ => cost::beside_listed_next(),
    }
}

/// The cost of an unknown name, after this many in the same object.
fn discounted(before: u8) -> Cost {
    (0..before.min(8)).fold(cost::unknown_member(), |cost, _| cost * 7 / 10).max(cost::unknown_member_least())
}
