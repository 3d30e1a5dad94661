//! Members whose values exclude alternatives: `"type": "circle"` leaves only the alternatives that list the value.

use std::collections::{BTreeMap, HashMap};

use super::{Compiler, MAX_FORMS, MOST_FORMS};
use crate::schema::expand::Alternative;
use crate::schema::facts::Facts;
use crate::schema::shape::Narrowing;
use crate::schema::{ShapeId, ShapeNode};

impl<'s> Compiler<'s> {
    /// Returns the member whose value excludes the most alternatives, with the alternatives that each value leaves.
    pub(super) fn narrowing(
        &mut self,
        node: &ShapeNode,
        objects: &[&(Facts<'s>, &Alternative<'s>)],
    ) -> Option<Narrowing> {
        let mut values: HashMap<&'s str, BTreeMap<&'s str, usize>> = HashMap::new();
        let mut listing: HashMap<&'s str, usize> = HashMap::new();
        for (facts, _) in objects {
            for (name, listed) in facts.listed() {
                *listing.entry(name).or_default() += 1;
                let of_name = values.entry(name).or_default();
                listed.into_iter().for_each(|value| *of_name.entry(value).or_default() += 1);
            }
        }
        let excluded = |name: &str| {
            let all = listing.get(name).copied().unwrap_or(0);
            values.get(name).map_or(0, |values| values.values().map(|allow| all - allow.min(&all)).sum::<usize>())
        };
        let members = node.members.iter().take(128).enumerate().map(|(at, member)| (at, &*member.name));
        // The first of equals decides.
        let best = members
            .map(|(at, name)| (excluded(name), at, name))
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (_, at, name) = best.filter(|(excluded, _, _)| *excluded > 0)?;
        let values = values.remove(name)?;
        if values.len() > MAX_FORMS || self.forms + values.len() > MOST_FORMS {
            return None;
        }
        self.forms += values.len();
        let lists: Vec<Option<Vec<&'s str>>> = objects.iter().map(|(facts, _)| facts.values(name)).collect();
        let mut narrowed = Vec::with_capacity(values.len());
        for value in values.into_keys() {
            let allows = |list: &Option<Vec<&'s str>>| list.as_ref().is_none_or(|listed| listed.contains(&value));
            let left = objects.iter().zip(&lists).filter(|(_, list)| allows(list));
            let left: Vec<Alternative<'s>> = left.map(|((_, alternative), _)| (*alternative).clone()).collect();
            if left.len() < objects.len() {
                narrowed.push((value.into(), self.alternatives(left)));
            }
        }
        Some(Narrowing { member: u32::try_from(at).ok()?, values: narrowed })
    }

    /// Marks the values that narrow an object down, and the shapes that they leave, once all nodes exist.
    pub(super) fn mark_narrowing(&mut self) {
        for union in 0..self.nodes.len() {
            let narrowing = self.nodes.get(union).and_then(|node| node.narrowing.as_ref());
            let left: Vec<ShapeId> = narrowing.iter().flat_map(|of| of.values.iter().map(|(_, id)| *id)).collect();
            for id in left {
                if let Some(node) = self.nodes.get_mut(id.0 as usize).filter(|_| id != ShapeId::ANY) {
                    node.union = node.union.or_else(|| Some(ShapeId(u32::try_from(union).ok()?)));
                }
            }
        }
        let value = |node: &ShapeNode| Some(node.members.get(node.narrowing.as_ref()?.member as usize)?.shape);
        let values: Vec<ShapeId> = self.nodes.iter().filter_map(value).collect();
        for id in values {
            if let Some(node) = self.nodes.get_mut(id.0 as usize).filter(|_| id != ShapeId::ANY) {
                node.narrows = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::schema::{Shape, ShapeNode};

    /// Names of the members that an object may have once its `member` has this value.
    fn left(shape: &Shape, node: &ShapeNode, value: &str) -> Option<String> {
        let narrowed = shape.node(node.narrowing.as_ref()?.by(value)?);
        Some(narrowed.members.iter().map(|member| &*member.name).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_value_leaves_the_alternatives_that_list_it() {
        let form = |values: serde_json::Value, own: &str| json!({"properties": {"type": {"enum": values}, (own): {}}});
        let (shape, _) = Shape::compile(&json!({"type": "object", "oneOf": [
            form(json!(["a", "b"]), "x"),
            form(json!(["b", "c"]), "y"),
            {"properties": {"type": {"type": "string"}, "z": {}}},
        ]}))
        .unwrap();
        let node = shape.node(shape.root());
        assert_eq!(node.narrowing.as_ref().unwrap().member, 0);
        assert_eq!(left(&shape, node, "a").as_deref(), Some("type x z"));
        assert_eq!(left(&shape, node, "b"), None, "every alternative is left");
        assert_eq!(left(&shape, node, "c").as_deref(), Some("type y z"));
        assert_eq!(left(&shape, node, "d"), None);
        assert!(shape.node(node.members[0].shape).narrows && !shape.node(node.members[1].shape).narrows);
    }

    #[test]
    fn the_member_that_excludes_most_decides() {
        let form = |kind: &str, name: &str| json!({"properties": {"kind": {"const": kind}, "name": {"const": name}}});
        let (shape, _) = Shape::compile(&json!({"oneOf": [form("k", "a"), form("k", "b"), form("l", "c")]})).unwrap();
        let narrowing = shape.node(shape.root()).narrowing.clone().unwrap();
        assert_eq!((narrowing.member, narrowing.values.len()), (1, 3));
    }

    #[test]
    fn where_no_value_excludes_anything_nothing_narrows() {
        for schema in [
            json!({"properties": {"kind": {"const": "a"}}}),
            json!({"oneOf": [{"properties": {"kind": {"const": "a"}, "x": {}}}, {"properties": {"kind": {"const": "a"}, "y": {}}}]}),
            json!({"oneOf": [{"properties": {"x": {"type": "string"}}}, {"properties": {"y": {"type": "string"}}}]}),
            json!({"oneOf": [{"properties": {"x": {"const": 1}}}, {"properties": {"x": {"const": 2}}}]}),
        ] {
            let (shape, _) = Shape::compile(&schema).unwrap();
            assert!(shape.nodes().all(|node| node.narrowing.is_none()), "{schema}");
        }
    }
}
