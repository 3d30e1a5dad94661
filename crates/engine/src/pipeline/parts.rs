//! Captures of several documents, with a report for each.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::options::Options;
use super::payload::Payload;
use super::reading::Reading;
use super::report::Report;
use super::shapes;
use crate::redact::Mask;
use crate::schema::Shape;

/// Document of a capture, to be read in [`Options::recover_each`].
///
/// ```
/// use jsonmend::{Options, schema::Shape};
///
/// let capture = b"[1]\n[2,]\n";
/// let lengths = Options::new().recover_each(&Shape::ANY, capture, |part| {
///     let edits = part.recover_as(&Shape::ANY).edits.len() + part.recover_shape(&Shape::ANY).edits.len();
///     let value = part.recover_canonical(&Shape::ANY).value.unwrap();
///     part.recover::<Vec<u8>>().map(|numbers| (part.bytes().len(), edits, value == serde_json::json!(numbers)))
/// });
/// let lengths: Vec<_> = lengths.into_iter().filter_map(|report| report.value).collect();
/// assert_eq!(lengths, [(3, 0, true), (4, 2, true)]);
/// ```
#[derive(Debug)]
pub struct Part<'p> {
    options: &'p Options,
    bytes: &'p [u8],
    outer: &'p Mask,
}

impl Part<'_> {
    /// Returns the bytes of the document, taken out of the envelopes that surround all documents of the capture.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// Recovers this document as [`Options::recover`] does.
    #[must_use]
    pub fn recover<T: DeserializeOwned + JsonSchema + 'static>(&self) -> Report<T> {
        self.options.recover_part(&shapes::of::<T>(), self.bytes, self.outer)
    }

    /// Recovers this document as [`Options::recover_shape`] does.
    #[must_use]
    pub fn recover_shape(&self, shape: &Shape) -> Report<()> {
        self.options.shape_part(shape, self.bytes, self.outer)
    }

    /// Recovers this document as [`Options::recover_as`] does.
    #[must_use]
    pub fn recover_as(&self, payload: &dyn Payload) -> Report<()> {
        self.options.payload_part(payload, self.bytes, self.outer)
    }

    /// Recovers this document as [`Options::recover_canonical`] does.
    #[must_use]
    pub fn recover_canonical(&self, payload: &dyn Payload) -> Report<Value> {
        self.options.canonical_part(payload, self.bytes, self.outer)
    }
}

impl Options {
    /// Recovers each document like [`recover_all()`](crate::recover_all()), within these limits.
    ///
    /// ```
    /// use jsonmend::Options;
    ///
    /// let reports = Options::new().max_edits(0).recover_all::<Vec<u8>>(b"[1]\n[2,]\n");
    /// assert_eq!(reports.iter().map(|report| report.outcome.name()).collect::<Vec<_>>(), ["clean", "rejected"]);
    /// ```
    #[must_use]
    pub fn recover_all<T: DeserializeOwned + JsonSchema + 'static>(&self, input: &[u8]) -> Vec<Report<T>> {
        self.recover_each(&*shapes::of::<T>(), input, |part| part.recover())
    }

    /// Recovers each document of a capture as a kind of document that is known only at run time.
    ///
    /// ```
    /// use jsonmend::{Options, Outcome, schema::Shape};
    ///
    /// let reports = Options::new().recover_all_as(&Shape::ANY, b"{\"a\": 1}\n{\"a\": [2}\n");
    /// let outcomes: Vec<Outcome> = reports.iter().map(|report| report.outcome).collect();
    /// assert_eq!(outcomes, [Outcome::Clean, Outcome::Repaired]);
    /// assert_eq!(reports[1].edits[0].span.start, 17);
    /// ```
    #[must_use]
    pub fn recover_all_as(&self, payload: &dyn Payload, input: &[u8]) -> Vec<Report<()>> {
        self.recover_each(payload, input, |part| part.recover_as(payload))
    }

    /// Reads each document of a capture with `read`, for captures whose documents are of several kinds. `payload`
    /// guides the search for the envelopes of the whole capture.
    ///
    /// Reports are in the order of the documents, and their spans count bytes of the capture. [`Report::span`] locates the
    /// document, and [`Report::text`] returns its text, given the capture. The work of finding the documents is linear in the
    /// length of the capture.
    ///
    /// ```
    /// use jsonmend::{Options, schema::Shape};
    ///
    /// let capture = b"[1]\n{\"a\": 2}\n";
    /// let reports = Options::new().recover_each(&Shape::ANY, capture, |part| match part.bytes().first() {
    ///     Some(b'[') => part.recover::<Vec<u8>>().map(|numbers| numbers.len()),
    ///     _ => part.recover::<std::collections::BTreeMap<String, u8>>().map(|members| members.len()),
    /// });
    /// assert_eq!(reports.iter().map(|report| report.value).collect::<Vec<_>>(), [Some(1), Some(1)]);
    /// ```
    #[must_use]
    pub fn recover_each<T>(
        &self,
        payload: &dyn Payload,
        input: &[u8],
        mut read: impl FnMut(&Part<'_>) -> Report<T>,
    ) -> Vec<Report<T>> {
        let options = self.clone().join_pages(false);
        let reading = Reading::new(input, payload.shape(), options.limits()).listing(self.has_layers());
        let several = reading.each(|bytes, outer| read(&Part { options: &options, bytes, outer }));
        several.unwrap_or_else(|| vec![read(&Part { options: self, bytes: input, outer: &Mask::default() })])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::{Outcome, recover, recover_all};

    /// Objects with strings that hold brackets, quotes and escapes.
    fn document() -> impl Strategy<Value = Value> {
        let text = "[a-z \\[\\]{}:,\"\\\\]{0,12}";
        let scalar = prop_oneof![text.prop_map(Value::from), any::<i32>().prop_map(Value::from), Just(Value::Null)];
        let list = proptest::collection::vec(scalar.clone(), 0..3).prop_map(Value::from);
        let member = prop_oneof![scalar, list, "[a-z]{1,4}".prop_map(|text| json!({ "in": text }))];
        proptest::collection::btree_map("[a-z]{1,6}", member, 1..4)
            .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into())
    }

    /// Layout of the documents in a capture.
    #[derive(Clone, Copy, Debug)]
    enum Join {
        With(&'static str),
        Pretty,
        LogLines,
        Messages,
        Archive,
        Docker,
    }

    const JOINS: [Join; 11] = [
        Join::With("\n"),
        Join::With(""),
        Join::With(" "),
        Join::With("\n\n"),
        Join::With("\r\n"),
        Join::With("\n\u{1e}"),
        Join::Pretty,
        Join::LogLines,
        Join::Messages,
        Join::Archive,
        Join::Docker,
    ];

    fn joined(join: Join, documents: &[Value]) -> String {
        let texts: Vec<String> = documents.iter().map(ToString::to_string).collect();
        match join {
            Join::With(separator) => texts.join(separator),
            Join::Pretty => documents.iter().map(|document| format!("{document:#}\n")).collect(),
            Join::LogLines => texts.iter().map(|text| format!("2024-05-01T10:00:00Z INFO body: {text}\n")).collect(),
            Join::Messages => {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
                texts.iter().map(|text| format!("{head}{text}\r\n")).collect()
            }
            Join::Archive => {
                let entry = |text: &String| json!({"response": {"content": {"text": text}}});
                json!({"log": {"entries": texts.iter().map(entry).collect::<Vec<_>>()}}).to_string()
            }
            Join::Docker => {
                let line = |text: &String| json!({"log": format!("{text}\n"), "stream": "stdout"}).to_string() + "\n";
                texts.iter().map(line).collect()
            }
        }
    }

    /// Type that shares no member with an HTTP archive.
    #[derive(serde::Deserialize, schemars::JsonSchema)]
    struct Entity {
        id: i64,
        note: String,
    }

    proptest! {
        #[test]
        fn documents_come_back_one_by_one(
            documents in proptest::collection::vec(document(), 2..6),
            join in proptest::sample::select(&JOINS[..]),
        ) {
            // Without a type, an archive is the document, and a line of a log may be.
            prop_assume!(!matches!(join, Join::Archive | Join::Docker));
            let input = joined(join, &documents);
            let reports = recover_all::<Value>(input.as_bytes());
            let read: Vec<Value> = reports.iter().filter_map(|report| report.value.clone()).collect();
            prop_assert_eq!(&read, &documents, "{:?}: {}", join, input);
            let edits = reports.iter().flat_map(|report| &report.edits);
            prop_assert!(edits.clone().all(|edit| edit.span.end <= input.len()));
            for (report, document) in reports.iter().zip(&documents) {
                let own = report.span().map_or("", |span| span.slice(&input));
                prop_assert!(own.contains(&document.to_string()) || matches!(join, Join::Pretty), "{:?}: {}", own, input);
                let text = report.repaired_text().unwrap_or_default();
                prop_assert_eq!(&serde_json::from_str::<Value>(text).unwrap_or_default(), document);
            }
        }

        #[test]
        fn entities_come_back_from_every_capture(
            ids in proptest::collection::vec((0..1000_i64, "[a-z\\[{}\"]{0,9}"), 2..6),
            join in proptest::sample::select(&JOINS[..]),
        ) {
            let documents: Vec<Value> = ids.iter().map(|(id, note)| json!({"id": id, "note": note})).collect();
            let input = joined(join, &documents);
            let reports = recover_all::<Entity>(input.as_bytes());
            let read = reports.iter().filter_map(|report| report.value.as_ref());
            let read: Vec<(i64, String)> = read.map(|entity| (entity.id, entity.note.clone())).collect();
            prop_assert_eq!(read, ids, "{:?}: {}", join, input);
        }

        #[test]
        fn one_document_is_read_as_ever(document in document(), cut in 0..8_usize) {
            let text = document.to_string();
            let input = text.get(..text.len() - cut.min(1)).unwrap();
            let (all, one) = (recover_all::<Value>(input.as_bytes()), recover::<Value>(input.as_bytes()));
            prop_assert_eq!(all.len(), 1);
            prop_assert_eq!(format!("{:?}", all[0]), format!("{one:?}"));
        }
    }

    #[test]
    fn places_are_those_of_the_capture() {
        let input = "{\"a\": 1}\n{\"a\": [2}\n{\"password\": \"hunter2\", \"a\": 3,}\n";
        let reports = recover_all::<Value>(input.as_bytes());
        let outcomes: Vec<Outcome> = reports.iter().map(|report| report.outcome).collect();
        assert_eq!(outcomes, [Outcome::Clean, Outcome::Repaired, Outcome::Repaired]);
        for report in &reports {
            for edit in &report.edits {
                assert_eq!(edit.removed, edit.span.slice(input));
            }
            let shown = report.mask().apply(input);
            assert!(!shown.contains("hunter2") || report.outcome == Outcome::Clean, "{shown}");
        }
        assert_eq!(reports[2].edits[0].span.slice(input), ",");
        let places: Vec<&str> = reports.iter().filter_map(|report| Some(report.span()?.slice(input))).collect();
        assert_eq!(places, input.lines().collect::<Vec<_>>());
    }

    #[test]
    fn a_broken_document_does_not_take_its_neighbours() {
        let input = "{\"t\": 1, \"m\": \"a\"}\n{\"t\": 2, \"m\": \"b\n{\"t\": 3, \"m\": \"c\"}\n";
        let values: Vec<Value> = recover_all(input.as_bytes()).into_iter().filter_map(|report| report.value).collect();
        let expected = [("a", 1), ("b", 2), ("c", 3)].map(|(m, t)| json!({"t": t, "m": m}));
        assert_eq!(values, expected);
    }
}
