//! Alternatives of an object: the members that they have, and those that they share.

use crate::repair::beam::stack::Node;
use crate::repair::cost::{self, Cost};
use crate::schema::{Form, ShapeId, ShapeNode};

/// The shape of a member's value. Of an object that can be of several forms: the one that all of them have that go with
/// the members `seen` and with this one, or else that of any form.
pub(super) fn member_shape(guide: &ShapeNode, index: u32, seen: u128) -> ShapeId {
    let of_any = guide.members.get(index as usize).map_or(ShapeId::ANY, |member| member.shape);
    let bit = 1_u128.checked_shl(index).unwrap_or(0);
    let knows = |form: &&Form| form.known & bit == bit && seen & !form.known == 0;
    let mut forms = guide.forms.iter().filter(knows).filter_map(|form| form.members.get(index as usize));
    match forms.next() {
        Some(first) if forms.all(|other| other == first) => *first,
        _ => of_any,
    }
}

/// Whether an object has as many members as the schema allows. Of members that the shape does not list, only their
/// presence is known.
pub(super) fn is_full(guide: &ShapeNode, object: &Node) -> bool {
    guide.most.is_some_and(|most| u64::from(object.seen.count_ones() + u32::from(object.names != 0)) >= most)
}

/// The cost of a member that no form of an object has beside those `seen`, which at least one form has: two objects may
/// have become one.
pub(super) fn mixing_cost(guide: &ShapeNode, index: u32, seen: u128) -> Cost {
    let with = seen | 1_u128.checked_shl(index).unwrap_or(0);
    let lacks = |members: u128| guide.forms.iter().all(|form| members & !form.known != 0);
    match () {
        () if guide.forms.is_empty() || !lacks(with) || lacks(seen) => 0,
        () if guide.forms.iter().all(|form| form.closed) => cost::unknown_member(),
        () => cost::mixed_forms(),
    }
}

/// A bit set of members of one shape as members of another; `None` if the other lacks one of them.
pub(super) fn translated(from: &ShapeNode, to: &ShapeNode, seen: u128) -> Option<u128> {
    let mut rest = seen;
    let mut translated = 0;
    while rest != 0 {
        let at = rest.trailing_zeros();
        rest &= rest - 1;
        let member = from.members.get(at as usize)?;
        let place = to.members.iter().take(128).position(|other| other.name == member.name)?;
        translated |= 1 << place;
    }
    Some(translated)
}
