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
        let gap = if self.is_gap { cost::STRANGE_NAME } else { 0 };
        gap + if self.is_ancestors { cost::ANCESTORS_MEMBER_UNSHAPED } else { 0 }
    }

    /// The cost of a name that the schema allows though it lists others, after this many such names in the same object.
    /// Sound text may have it: all of them together must cost less than two edits that would take it elsewhere.
    pub(super) fn beside_members(self, before: u8) -> Cost {
        let first = if before == 0 { cost::UNLISTED_MEMBER } else { cost::UNLISTED_MEMBER_NEXT };
        let gap = if self.is_gap { cost::STRANGE_NAME } else { 0 };
        first + gap + if self.is_ancestors && before == 0 { cost::ANCESTORS_MEMBER_UNLISTED } else { 0 }
    }

    /// The cost of a name that a schema does not allow, or that a document has nowhere else.
    pub(super) fn refused(self, before: u8, given: bool) -> Cost {
        let is_strange = if given { !self.is_identifier } else { self.is_gap };
        let strange = if is_strange { cost::STRANGE_NAME } else { 0 };
        discounted(before) + strange + if self.is_ancestors { cost::ANCESTORS_MEMBER } else { 0 }
    }
}

/// The cost of a member that the schema takes without listing it, as it lists others. `is_excluded`: alternatives list it
/// that a value in the object has excluded.
pub(super) const fn beside_listed(object: &Node, is_excluded: bool) -> Cost {
    match object.names {
        _ if is_excluded => cost::EXCLUDED_MEMBER,
        0 => cost::BESIDE_LISTED,
        _ => cost::BESIDE_LISTED_NEXT,
    }
}

/// The cost of an unknown name, after this many in the same object.
fn discounted(before: u8) -> Cost {
    (0..before.min(8)).fold(cost::UNKNOWN_MEMBER, |cost, _| cost * 7 / 10).max(cost::UNKNOWN_MEMBER_LEAST)
}
