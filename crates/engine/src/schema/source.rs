//! Schema documents: which of their objects are schemas, their JSON Pointers, and the targets of references.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::told::{Fault, SchemaFault};

/// An object of a schema document, identified by its address.
pub(super) type Object = Map<String, Value>;

/// Keywords whose values map arbitrary names to schemas.
const MAPS: [&str; 7] =
    ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies", "schemas"];
/// Keywords whose values are data, not schemas.
const DATA: [&str; 5] = ["enum", "const", "default", "examples", "example"];

/// Objects that are visited in all documents together.
const MOST_OBJECTS: usize = 1 << 20;

/// Drafts, as far as they differ in the resolution of references.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Draft {
    /// Drafts 3 and 4: `id` sets the base URI.
    Four,
    /// Drafts 6 and 7: `$id` sets the base URI, and siblings of `$ref` are ignored.
    Seven,
    /// Draft 2019-09: `items` may be a list.
    Nineteen,
    /// Draft 2020-12, and schemas that name no draft.
    Latest,
}

impl Draft {
    fn named(schema: &str) -> Option<Self> {
        const DRAFTS: [(&str, Draft); 7] = [
            ("draft-03", Draft::Four),
            ("draft-04", Draft::Four),
            ("draft-06", Draft::Seven),
            ("draft-07", Draft::Seven),
            ("2019-09", Draft::Nineteen),
            ("2020-12", Draft::Latest),
            ("openapis.org", Draft::Latest),
        ];
        DRAFTS.into_iter().find(|(name, _)| schema.contains(name)).map(|(_, draft)| draft)
    }

    /// Returns whether siblings of `$ref` apply.
    pub(super) fn has_siblings(self) -> bool {
        self >= Self::Nineteen
    }
}

/// Location of one object.
struct Place<'s> {
    /// Index of the parent object; the object's own index if it has none or it is unknown.
    parent: u32,
    key: Key<'s>,
    /// Index of the base URI.
    base: u32,
    draft: Draft,
}

#[derive(Clone)]
enum Key<'s> {
    /// Path from the parent: a keyword, optionally with a name or an index.
    Name(&'s str),
    In(&'s str, &'s str),
    At(&'s str, usize),
    /// A complete JSON Pointer.
    Whole(Box<str>),
}

/// A value that is still to be visited.
struct Due<'s> {
    value: &'s Value,
    parent: u32,
    key: Key<'s>,
    base: u32,
    draft: Draft,
}

/// All documents of one compilation.
pub(super) struct Source<'s> {
    places: Vec<Place<'s>>,
    index: HashMap<*const Object, u32, Quick>,
    bases: Vec<String>,
    /// Roots of resources by absolute identifier without fragment.
    resources: HashMap<String, (&'s Value, Draft)>,
    /// Anchors by absolute identifier with fragment.
    anchors: HashMap<String, &'s Value>,
    /// Targets of resolved references, by the address of the keyword's value.
    targets: HashMap<*const Value, &'s Value, Quick>,
}

/// Builds hashers for addresses in this process, which no input can choose to make collide.
pub(super) type Quick = rustc_hash::FxBuildHasher;

impl<'s> Source<'s> {
    /// Creates a source of a document and of others, with the identifiers by which it may refer to them.
    pub(super) fn new(root: &'s Value, others: &[(&str, &'s Value)]) -> Self {
        let mut source = Self {
            places: Vec::new(),
            index: HashMap::default(),
            bases: Vec::new(),
            resources: HashMap::new(),
            anchors: HashMap::new(),
            targets: HashMap::default(),
        };
        // Documents that name no draft have the draft of the first.
        let draft = source.add("", root, Draft::Latest);
        for (uri, document) in others {
            source.add(uri.trim_end_matches('#'), document, draft);
        }
        source
    }

    fn add(&mut self, uri: &str, root: &'s Value, usual: Draft) -> Draft {
        let draft = root.get("$schema").and_then(Value::as_str).and_then(Draft::named).unwrap_or(usual);
        self.resources.insert(uri.to_owned(), (root, draft));
        let base = self.base(uri.to_owned());
        self.scan(Due { value: root, parent: u32::MAX, key: Key::Whole("".into()), base, draft });
        draft
    }

    fn base(&mut self, uri: String) -> u32 {
        self.bases.push(uri);
        self.bases.len() as u32 - 1
    }

    /// Records all schemas within a value.
    fn scan(&mut self, first: Due<'s>) {
        let mut rest = vec![first];
        while let Some(due) = rest.pop() {
            let Value::Object(object) = due.value else { continue };
            let address = std::ptr::from_ref(object);
            if self.index.contains_key(&address) || self.places.len() >= MOST_OBJECTS {
                continue;
            }
            let at = self.places.len() as u32;
            self.index.insert(address, at);
            let named = object.get("$schema").and_then(Value::as_str).and_then(Draft::named);
            let draft = named.unwrap_or(due.draft);
            let base = self.identified(due.value, object, due.base, draft);
            self.places.push(Place {
                parent: if due.parent == u32::MAX { at } else { due.parent },
                key: due.key,
                base,
                draft,
            });
            for (keyword, value) in object.iter().rev() {
                let is_map = MAPS.contains(&keyword.as_str());
                let due = |value, key| Due { value, parent: at, key, base, draft };
                match value {
                    _ if DATA.contains(&keyword.as_str()) => {}
                    Value::Object(members) if is_map => {
                        rest.extend(members.iter().rev().map(|(name, value)| due(value, Key::In(keyword, name))));
                    }
                    Value::Object(_) => rest.push(due(value, Key::Name(keyword))),
                    Value::Array(items) => {
                        rest.extend(items.iter().enumerate().rev().map(|(at, item)| due(item, Key::At(keyword, at))));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Records the identifier and the anchors of an object; returns its base URI.
    fn identified(&mut self, value: &'s Value, object: &'s Object, base: u32, draft: Draft) -> u32 {
        let text = |keyword: &str| object.get(keyword).and_then(Value::as_str);
        let is_ref = !draft.has_siblings() && object.contains_key("$ref");
        let id = text(if draft == Draft::Four { "id" } else { "$id" }).filter(|_| !is_ref);
        let mut own = base;
        if let Some(id) = id {
            let around = self.bases.get(base as usize).map_or("", String::as_str);
            let absolute = joined(around, id);
            let (uri, fragment) = split(&absolute);
            if fragment.is_empty() {
                self.resources.insert(uri.to_owned(), (value, draft));
                own = self.base(uri.to_owned());
            } else if !draft.has_siblings() {
                let absolute = absolute.into_owned();
                self.anchors.insert(absolute, value);
            }
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(anchor) = text(keyword) {
                let uri = self.bases.get(own as usize).map_or("", String::as_str);
                self.anchors.insert(format!("{uri}#{anchor}"), value);
            }
        }
        own
    }

    fn place(&self, object: &Object) -> Option<&Place<'s>> {
        self.places.get(*self.index.get(&std::ptr::from_ref(object))? as usize)
    }

    /// Returns the draft of an object.
    pub(super) fn draft(&self, object: &Object) -> Draft {
        self.place(object).map_or(Draft::Latest, |place| place.draft)
    }

    /// Returns the JSON Pointer of a keyword of an object.
    pub(super) fn pointer(&self, object: &Object, keyword: &str) -> String {
        let mut parts: Vec<String> = Vec::new();
        let push = |parts: &mut Vec<String>, part: &str| parts.push(format!("/{}", escaped(part)));
        if !keyword.is_empty() {
            push(&mut parts, keyword);
        }
        let mut at = self.index.get(&std::ptr::from_ref(object)).copied();
        while let Some((id, place)) = at.and_then(|at| Some((at, self.places.get(at as usize)?))) {
            match &place.key {
                Key::Name(name) => push(&mut parts, name),
                Key::In(keyword, name) => {
                    push(&mut parts, name);
                    push(&mut parts, keyword);
                }
                Key::At(keyword, at) => {
                    parts.push(format!("/{at}"));
                    push(&mut parts, keyword);
                }
                Key::Whole(pointer) => parts.push(pointer.to_string()),
            }
            // A parent has a lower index, which excludes cycles.
            at = (place.parent < id).then_some(place.parent);
        }
        parts.reverse();
        parts.concat()
    }

    /// Resolves the reference `keyword` of an object.
    pub(super) fn target(&mut self, object: &'s Object, keyword: &str) -> Result<&'s Value, SchemaFault> {
        let fail = |source: &Self, fault| Err(SchemaFault::new(source.pointer(object, keyword), fault));
        let value = object.get(keyword).unwrap_or(&Value::Null);
        let Some(reference) = value.as_str() else {
            return fail(self, Fault::Invalid("a reference as a string"));
        };
        let address = std::ptr::from_ref(value);
        if let Some(target) = self.targets.get(&address) {
            return Ok(target);
        }
        match self.resolve(object, reference) {
            Some(target) => {
                self.targets.insert(address, target);
                Ok(target)
            }
            None => fail(self, Fault::Nowhere(reference.to_owned())),
        }
    }

    fn resolve(&mut self, object: &Object, reference: &str) -> Option<&'s Value> {
        let around =
            self.place(object).and_then(|place| self.bases.get(place.base as usize)).map_or("", String::as_str);
        let absolute = joined(around, reference);
        let (uri, fragment) = split(&absolute);
        let uri = if self.resources.contains_key(uri) {
            uri
        } else {
            // Callers may pass a document under the name by which another refers to it.
            split(reference).0
        };
        if fragment.is_empty() {
            return self.resources.get(uri).map(|(root, _)| *root);
        }
        let fragment = unescaped(fragment);
        if !fragment.starts_with('/') {
            return self.anchors.get(&format!("{uri}#{fragment}")).copied();
        }
        let (root, draft) = *self.resources.get(uri)?;
        let target = root.pointer(&fragment)?;
        let is_new = target.as_object().is_some_and(|object| !self.index.contains_key(&std::ptr::from_ref(object)));
        if is_new {
            // The target lies outside the known schema locations.
            let base = self.base(uri.to_owned());
            self.scan(Due { value: target, parent: u32::MAX, key: Key::Whole(fragment.into()), base, draft });
        }
        Some(target)
    }
}

/// Resolves a reference against the base URI of its document (RFC 3986, section 5.2), as far as that is absolute.
fn joined<'r>(base: &str, reference: &'r str) -> Cow<'r, str> {
    let has_scheme =
        |uri: &str| uri.find([':', '/', '?', '#']).is_some_and(|at| at > 0 && uri.as_bytes().get(at) == Some(&b':'));
    if base.is_empty() || has_scheme(reference) {
        return Cow::Borrowed(reference);
    }
    if reference.is_empty() || reference.starts_with('#') {
        return Cow::Owned(format!("{base}{reference}"));
    }
    let scheme_end = if has_scheme(base) { base.find(':').map_or(0, |at| at + 1) } else { 0 };
    let (scheme, rest) = base.split_at_checked(scheme_end).unwrap_or(("", base));
    if reference.starts_with("//") {
        return Cow::Owned(format!("{scheme}{reference}"));
    }
    let authority_end = match rest.strip_prefix("//") {
        Some(after) => after.find(['/', '?']).map_or(rest.len(), |at| at + 2),
        None => 0,
    };
    let (authority, path) = rest.split_at_checked(authority_end).unwrap_or(("", rest));
    let path = path.split('?').next().unwrap_or_default();
    let merged = if reference.starts_with('/') {
        reference.to_owned()
    } else if reference.starts_with('?') {
        format!("{path}{reference}")
    } else {
        let folder = path.rfind('/').and_then(|at| path.get(..=at));
        format!("{}{reference}", folder.unwrap_or(if authority.is_empty() { "" } else { "/" }))
    };
    Cow::Owned(format!("{scheme}{authority}{}", without_dots(&merged)))
}

/// Removes the segments `.` and `..` from a path.
fn without_dots(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, rest) = path.split_at_checked(end).unwrap_or((path, ""));
    let mut kept: Vec<&str> = Vec::new();
    let mut parts = path.split('/').peekable();
    while let Some(part) = parts.next() {
        let is_last = parts.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." && kept.len() > usize::from(path.starts_with('/')) {
                    kept.pop();
                }
                if is_last {
                    kept.push("");
                }
            }
            part => kept.push(part),
        }
    }
    format!("{}{rest}", kept.join("/"))
}

/// Splits an identifier into URI and fragment.
fn split(uri: &str) -> (&str, &str) {
    uri.split_once('#').unwrap_or((uri, ""))
}

/// Decodes the percent-encoding of a fragment.
fn unescaped(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let [first, behind @ ..] = rest {
        let digit = |byte: &u8| char::from(*byte).to_digit(16);
        let coded = match behind {
            [high, low, ..] if *first == b'%' => digit(high).zip(digit(low)).map(|(high, low)| high * 16 + low),
            _ => None,
        };
        bytes.push(coded.and_then(|byte| u8::try_from(byte).ok()).unwrap_or(*first));
        rest = if coded.is_some() { behind.get(2..).unwrap_or_default() } else { behind };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn escaped(part: &str) -> Cow<'_, str> {
    if part.contains(['~', '/']) { Cow::Owned(part.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(part) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_joined_as_rfc_3986_has_it() {
        let base = "http://a/b/c/d;p?q";
        for (reference, absolute) in [
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("g#s", "http://a/b/c/g#s"),
            ("urn:x", "urn:x"),
        ] {
            assert_eq!(joined(base, reference), absolute, "{reference}");
        }
        assert_eq!(joined("http://a", "g"), "http://a/g");
        assert_eq!(joined("urn:x", "#/y"), "urn:x#/y");
        assert_eq!(joined("", "other.json"), "other.json");
    }

    #[test]
    fn places_are_told_by_pointers() {
        let schema = json!({"properties": {"a/b": {"items": [{"x~": {}}]}}});
        let source = Source::new(&schema, &[]);
        let inner = schema.pointer("/properties/a~1b/items/0/x~0").and_then(Value::as_object).unwrap();
        assert_eq!(source.pointer(inner, "type"), "/properties/a~1b/items/0/x~0/type");
        assert_eq!(source.pointer(schema.as_object().unwrap(), ""), "");
    }

    #[test]
    fn references_lead_to_identifiers_anchors_and_pointers() {
        let schema = json!({
            "$id": "http://example.com/root.json",
            "refs": [
                {"$ref": "#/$defs/a"}, {"$ref": "item.json"}, {"$ref": "item.json#inner"}, {"$ref": "#"},
                {"$ref": "#/enum/0/%25%7E1"}, {"$ref": "other.json#/x"}, {"$ref": "#nowhere"},
            ],
            "$defs": {"a": {"title": "a"}, "b": {"$id": "item.json", "title": "b", "$defs": {"c": {"$anchor": "inner"}}}},
            "enum": [{"%/": {"title": "odd"}}],
        });
        let other = json!({"x": {"title": "x"}});
        let mut source = Source::new(&schema, &[("http://example.com/other.json", &other)]);
        let mut to = |at: usize| {
            let object = schema.pointer(&format!("/refs/{at}")).and_then(Value::as_object).unwrap();
            source.target(object, "$ref").map_err(|error| crate::Error::from(error).to_string())
        };
        assert_eq!(to(0), Ok(&schema["$defs"]["a"]));
        assert_eq!(to(1), Ok(&schema["$defs"]["b"]));
        assert_eq!(to(2), Ok(&schema["$defs"]["b"]["$defs"]["c"]));
        assert_eq!(to(3), Ok(&schema));
        assert_eq!(to(4), Ok(&schema["enum"][0]["%/"]));
        assert_eq!(to(5), Ok(&other["x"]));
        assert_eq!(to(6), Err("/refs/6/$ref: unresolved reference `#nowhere`".to_owned()));
    }
}
