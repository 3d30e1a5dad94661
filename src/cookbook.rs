//! Recipes for common tasks, each a complete example.
//!
//! - [Recover a body in my client](#recover-a-body-in-my-client)
//! - [Validate before sending](#validate-before-sending)
//! - [A folder of captures](#a-folder-of-captures)
//! - [A payload of unknown kind](#a-payload-of-unknown-kind)
//! - [My own type](#my-own-type)
//! - [My own schema](#my-own-schema)
//! - [Several documents](#several-documents)
//! - [Keep secrets out of logs](#keep-secrets-out-of-logs)
//! - [Fuzz my parser with your damage](#fuzz-my-parser-with-your-damage)
//!
//! # Recover a body in my client
//!
//! [`recover`](crate::recover()) accepts any bytes. [`Report::into_result`](crate::Report::into_result) returns the value
//! if it is certain enough: [`Applicability::Likely`](crate::diagnostic::Applicability::Likely) refuses guesses, ambiguous
//! reports and incomplete documents; [`Options::min_applicability`](crate::Options::min_applicability) refuses guesses
//! only. The report lists every change, with secrets redacted, so that it can be logged.
//!
//! ```
//! use authscan::diagnostic::Applicability;
//! use authscan::model::{Collection, ScanDefinition};
//!
//! // The service sent a trailing comma.
//! let body = br#"{"value": [{"id": "1", "scanName": "Nightly"},]}"#;
//! let report = authscan::recover::<Collection<ScanDefinition>>(body);
//! for edit in &report.edits {
//!     eprintln!("byte {}: {} ({})", edit.span.start, edit.describe(), edit.code);
//! }
//! let definitions = report.into_result(Applicability::Likely)?;
//! assert_eq!(definitions.items()[0].scan_name.text(), Some("Nightly"));
//!
//! // The connection broke: the value is incomplete, so it is refused.
//! let body = br#"{"value": [{"id": "1", "scanName": "Nigh"#;
//! let error = authscan::recover::<Collection<ScanDefinition>>(body).into_result(Applicability::Likely).unwrap_err();
//! assert_eq!(error.code().unwrap().name(), "cut-off");
//! # Ok::<(), authscan::Error>(())
//! ```
//!
//! A client that sends requests of the [`model`](crate::model) reads responses with
//! [`Request::read`](crate::model::Request::read), which also interprets the status and errors of the service.
//!
//! # Validate before sending
//!
//! [`Options::check_as`](crate::Options::check_as) reports every violation of the documented schema and of the rules that
//! the documentation states in prose. Nothing is repaired.
//!
//! ```
//! use authscan::{Options, model::PayloadKind};
//!
//! let request = br#"{"scanName": "Switches", "scanType": "Network", "target": "10.0.0.0/33"}"#;
//! let report = Options::new().check_as(&PayloadKind::Create, request);
//! assert!(!report.conforms());
//! for found in &report.diagnostics {
//!     println!("{found}");
//! }
//! ```
//!
//! For a request that is built from the types of the model, [`Validate::validate`](crate::model::Validate::validate) applies
//! the service's rules; [`Validate`](crate::model::Validate) lists them. It returns each violation with remedy and source as
//! fields; in a diagnostic of `check_as` both are in the help.
//!
//! # A folder of captures
//!
//! [`auto::recover`](crate::auto::recover()) detects the kind of each payload from its member names. One set of options
//! serves all files.
//!
//! ```
//! use std::fs;
//! use authscan::{Options, auto};
//!
//! # let folder = std::env::temp_dir().join(format!("authscan-cookbook-{}", std::process::id()));
//! # fs::create_dir_all(&folder)?;
//! # fs::write(folder.join("definitions.json"), r#"{"value": [{"id": "1", "scanType": "Network", "scanName": "a" ]}"#)?;
//! let options = Options::new().max_bytes(16 << 20);
//! for entry in fs::read_dir(&folder)? {
//!     let path = entry?.path();
//!     let input = fs::read(&path)?;
//!     let (kind, report) = auto::recover(&options, &input);
//!     let kind = kind.map_or("any JSON", |kind| kind.name());
//!     println!("{}: {kind}, {}, {} edits", path.display(), report.outcome.name(), report.edits.len());
//!     if let Some(text) = report.text(&input) {
//!         fs::write(path.with_extension("repaired"), text.as_bytes())?;
//!     }
//! }
//! # assert!(folder.join("definitions.repaired").exists());
//! # fs::remove_dir_all(&folder)?;
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! The program does this on all cores, for archives and compressed files as well, and writes a page about all of them:
//! `authscan recover captures/ -o repaired/ --report report.html`.
//!
//! # A payload of unknown kind
//!
//! [`auto::recover`](crate::auto::recover()) returns the kind with a report whose value is `()`: [`Report::read`] gives the
//! document as the type of that kind.
//!
//! [`Report::read`]: crate::Report::read
//!
//! ```
//! use authscan::model::{ErrorResponse, PayloadKind, ScanDefinition};
//! use authscan::{Options, auto};
//!
//! let capture = br#"{"id": "d", "scanType": "Network", "scanName": "Core", "createdBy": "a@b.example""#;
//! let (kind, report) = auto::recover(&Options::new(), capture);
//! match kind {
//!     Some(PayloadKind::Definition) => {
//!         let definition: ScanDefinition = report.read(capture)?;
//!         assert_eq!(definition.scan_name.text(), Some("Core"));
//!     }
//!     Some(PayloadKind::Error) => drop(report.read::<ErrorResponse>(capture)?),
//!     other => panic!("{other:?}"),
//! }
//! # Ok::<(), authscan::Error>(())
//! ```
//!
//! # My own type
//!
//! Any type with serde's `Deserialize` and schemars' `JsonSchema` works. The schema guides repair: it knows the names,
//! types and nesting of the type's members.
//!
//! ```
//! use schemars::JsonSchema;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, JsonSchema)]
//! struct Order {
//!     id: u64,
//!     items: Vec<Item>,
//!     paid: bool,
//! }
//!
//! #[derive(Deserialize, JsonSchema)]
//! struct Item {
//!     name: String,
//! }
//!
//! // The brackets of the list's end are missing: only the type shows that `paid` belongs to the order.
//! let report = authscan::recover::<Order>(br#"{"id": 7, "items": [{"name": "pen", "paid": true}"#);
//! let order = report.value.unwrap();
//! assert_eq!((order.id, order.items[0].name.as_str(), order.paid), (7, "pen", true));
//! ```
//!
//! `recover` does not accept a type without `JsonSchema`. Recover the text without a schema, or with
//! [one of your own](#my-own-schema), and read it as the type. [Types](crate::types#without-a-json-schema) lists the features
//! that need a schema.
//!
//! ```
//! use authscan::{Options, schema::Shape};
//!
//! #[derive(serde::Deserialize)]
//! struct Plain {
//!     id: u64,
//! }
//!
//! let input = br#"{"id": 7,}"#;
//! let plain: Plain = Options::new().recover_as(&Shape::ANY, input).read(input)?;
//! assert_eq!(plain.id, 7);
//! # Ok::<(), authscan::Error>(())
//! ```
//!
//! # My own schema
//!
//! [`Shape::compile`](crate::schema::Shape::compile) compiles a JSON Schema that is known only at run time and lists the
//! parts of it that have no effect. [`Shape::infer`](crate::schema::Shape::infer) derives a shape from valid documents.
//!
//! ```
//! use authscan::{Options, schema::Shape};
//!
//! let schema = serde_json::json!({
//!     "type": "object",
//!     "properties": {"host": {"type": "string"}, "port": {"type": "integer"}},
//!     "required": ["host", "port"],
//! });
//! let (shape, unused) = Shape::compile(&schema)?;
//! assert!(unused.is_empty());
//!
//! let input = br#"{"host": "a.example", "port": "443"}"#;
//! let checked = Options::new().check_as(&shape, input);
//! assert_eq!(checked.diagnostics[0].pointer, "/port");
//!
//! let recovered = Options::new().recover_as(&shape, br#"{"host": "a.example" port": 443}"#);
//! assert_eq!(recovered.repaired_text(), Some(r#"{"host": "a.example", "port": 443}"#));
//! # Ok::<(), authscan::Error>(())
//! ```
//!
//! # Several documents
//!
//! [`recover_all`](crate::recover_all()) returns a report for each document of a capture: one per line, concatenated, or
//! the bodies of a HAR file. [`Options::join_pages`](crate::Options::join_pages) joins the pages of a collection instead.
//!
//! ```
//! use authscan::model::ScanAgent;
//!
//! let capture = b"{\"id\": \"a\"}\n{\"id\": \"b\",}\n";
//! let reports = authscan::recover_all::<ScanAgent>(capture);
//! let outcomes: Vec<_> = reports.iter().map(|report| report.outcome.name()).collect();
//! assert_eq!(outcomes, ["clean", "repaired"]);
//! // The span of each document in the capture.
//! assert_eq!(reports[0].span().unwrap().slice_bytes(capture), b"{\"id\": \"a\"}");
//! ```
//!
//! # Keep secrets out of logs
//!
//! Log the report, not the value:
//!
//! | redacted, for logs | with secrets |
//! | --- | --- |
//! | `Debug` and `Serialize` of a report | [`Report::value`], [`Report::text`], [`Report::read`] |
//! | [`Diagnostic`], all its fields, and [`Error`] | [`Report::repaired_text`] |
//! | [`Edit`], all its fields | |
//! | `removed` and `inserted` of a [`Replacement`] | [`Replacement::bytes`], and what [`Layer::apply`] returns |
//! | `Report::render` (feature `render`) | |
//! | `Debug` and `Display` of a [`Failure`] | [`Failure::error`], which may quote the request |
//!
//! Errors of [`parse`](crate::parse()) redact secrets by their usual names and by their form only, since `parse` has no schema.
//!
//! The `detail` of a diagnostic is the message of a type that refused a value; `Display` and `message()` include it. The
//! message may quote the value. It is left out if the value is redacted, or if the message has the text of another redacted
//! value.
//!
//! Reports redact the values of members that a schema marks as `writeOnly`, the values of members with
//! [usual names](crate::redact::SECRET_NAMES) of secrets, and credentials under any name, such as tokens, keys and the
//! passwords in URLs and command lines. Any other secret, such as `"pin": "4711"`, is not redacted unless you name its member:
//! [`Shape::with_secrets`](crate::schema::Shape::with_secrets) adds names of your own to the shape of a type, of a
//! [`PayloadKind`](crate::model::PayloadKind), or of no schema at all:
//!
//! ```
//! use authscan::{Options, model::PayloadKind, schema::Shape};
//!
//! #[derive(serde::Deserialize, schemars::JsonSchema)]
//! struct Login {
//!     user: String,
//!     pin: String,
//! }
//!
//! let input = br#"{"pin": "4711" "user": "x"}"#;
//! let shapes = [Shape::of::<Login>(), PayloadKind::Definition.shape().clone(), Shape::ANY];
//! for shape in shapes.map(|shape| shape.with_secrets(["pin"])) {
//!     let report = Options::new().recover_as(&shape, input);
//!     assert!(!format!("{report:?}").contains("4711"));
//!     assert!(!serde_json::to_string(&report)?.contains("4711"));
//!     // The document itself has the secret.
//!     let login: Login = report.read(input)?;
//!     assert_eq!((login.pin.as_str(), login.user.as_str()), ("4711", "x"));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the shape of a kind in place of the kind, the schema alone decides which values fit: the kind's Rust type and the rules
//! that the documentation states in prose are not applied. `check_as` and `recover_all_as` take such a shape as well.
//!
//! For the response of a [`Request`](crate::model::Request), `read` interprets the status and the errors of the service, and
//! the shape recovers a body that `read` cannot read:
//!
//! ```
//! use authscan::model::{Collection, Failure, Host, PayloadKind, ScanDefinition, endpoints};
//! use authscan::{Options, diagnostic::Applicability};
//!
//! let request = endpoints::LIST_DEFINITIONS.request(&Host::WORLDWIDE);
//! let body = br#"{"value": [{"id": "d", "pin": "4711"},]}"#;
//! let definitions: Collection<ScanDefinition> = match request.read(200, None, body) {
//!     Err(Failure::Unreadable(_)) => {
//!         let shape = PayloadKind::Definitions.shape().clone().with_secrets(["pin"]);
//!         let report = Options::new().recover_as(&shape, body);
//!         assert!(!format!("{report:?}").contains("4711"));
//!         // Refuses the document if a repair is a guess.
//!         report.clone().into_result(Applicability::Likely)?;
//!         report.read(body)?
//!     }
//!     answer => answer?,
//! };
//! assert_eq!(definitions.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! If the kind is unknown, [`auto::settle`](crate::auto::settle) does what `auto::recover` does, with a function of yours:
//!
//! ```
//! use authscan::{Options, auto};
//!
//! let options = Options::new();
//! let capture = br#"{"SessionIds": ["s"], "pin": "4711","#;
//! let settled = auto::settle(&options, capture, |kind| {
//!     options.recover_as(&kind.shape().clone().with_secrets(["pin"]), capture)
//! });
//! let (kind, report) = settled.unwrap();
//! assert_eq!(kind.name(), "history-by-session");
//! assert!(!format!("{report:?}").contains("4711"));
//! ```
//!
//! In a type of your own, `#[schemars(extend("writeOnly" = true))]` on a field redacts its values in every report by that type.
//!
//! [`Report::value`]: crate::Report::value
//! [`Report::text`]: crate::Report::text
//! [`Report::read`]: crate::Report::read
//! [`Report::repaired_text`]: crate::Report::repaired_text
//! [`Diagnostic`]: crate::diagnostic::Diagnostic
//! [`Error`]: crate::Error
//! [`Edit`]: crate::Edit
//! [`Failure`]: crate::model::Failure
//! [`Failure::error`]: crate::model::Failure::error
//! [`Replacement`]: crate::Replacement
//! [`Layer::apply`]: crate::Layer::apply
//! [`Replacement::bytes`]: crate::Replacement::bytes
//!
//! # Fuzz my parser with your damage
//!
//! The crate [`authscan-testkit`](https://docs.rs/authscan-testkit) generates payloads and damages them; each case holds the
//! value that a perfect parser would return. `Case::excused` returns whether the value at a pointer is unknown because its
//! bytes were damaged.
//!
//! ```toml
//! [dev-dependencies]
//! authscan-testkit = "0.1"
//! ```
//!
//! ```
//! use authscan_testkit::damage;
//!
//! /// Your parser.
//! fn parse(bytes: &[u8]) -> Option<serde_json::Value> {
//!     authscan::recover(bytes).value
//! }
//!
//! let class = damage::class("missing-comma").expect("a class of that name");
//! let right = damage::cases(class, damage::TEST_SEED, 20).filter(|case| parse(&case.damaged).as_ref() == Some(&case.truth));
//! assert!(right.count() >= 15);
//! ```
//!
//! `damage::classes()` lists all classes. `Foreign` damages documents of your own, given their schema and some samples:
//!
//! ```
//! use authscan_testkit::damage::{self, Foreign};
//! use serde_json::json;
//!
//! let schema = json!({"properties": {"id": {"type": "integer"}, "items": {"items": {"type": "string"}}}, "required": ["id"]});
//! let orders = Foreign::new("orders", &schema, vec![json!({"id": 7, "items": ["pen", "ink"]})])?;
//! let class = damage::class("missing-comma").expect("a class of that name");
//! let cases = (0..20).filter_map(|index| damage::foreign_case(class, &orders, damage::TEST_SEED, index));
//! let right = cases.filter(|case| authscan::recover(&case.damaged).value.as_ref() == Some(&case.truth));
//! assert!(right.count() >= 15);
//! # Ok::<(), String>(())
//! ```
//!
//! A fuzz target for payloads of the API takes a `damage::Case` as its input, which implements `Arbitrary`. A target for
//! documents of your own takes the seed and the index of a case, and calls `foreign_case`. The oracles of the crate check the
//! guarantees of `authscan` on any bytes.
