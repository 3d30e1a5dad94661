//! Python bindings: the functions of `authscan` on `bytes` and `str`, with reports as Python objects.
//!
//! The module is private to the Python package `authscan`, which adds types, `json_repair`'s names and data frames.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use authscan::diagnostic::{Code, Diagnostic as Diagnosis};
use authscan::model::PayloadKind;
use authscan::schema::{Contract, Shape};
use authscan::text::Span;
use authscan::{Options, Outcome, Payload, Report};
use jsonmend::decode::is_binary;
use pyo3::create_exception;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::PyString;
use serde_json::Value;

create_exception!(_authscan, SchemaError, PyValueError, "A JSON Schema that does not compile.");

/// A capture: `bytes`, `bytearray`, or `str`.
enum Capture {
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
}

// By hand, so that text with lone surrogates fails with Python's own `UnicodeEncodeError`, and the error for another type
// names all three.
impl<'py> FromPyObject<'_, 'py> for Capture {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        if object.is_instance_of::<PyString>() {
            return Ok(Self::Text(object.extract()?));
        }
        object.extract().map(Self::Bytes).map_err(|_| {
            let name = object.get_type().name().map_or_else(|_| "another type".into(), |name| name.to_string());
            PyTypeError::new_err(format!("expected a capture as bytes, bytearray or str, found {name}"))
        })
    }
}

impl Capture {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }
}

/// A compiled JSON Schema.
#[pyclass(frozen, module = "authscan")]
struct Schema {
    shape: Shape,
    /// Parts of the schema that recovery does not use: pointer and reason.
    #[pyo3(get)]
    unused: Vec<(String, String)>,
}

#[pymethods]
impl Schema {
    /// Compiles a schema that is given as JSON text.
    #[new]
    #[pyo3(signature = (text, secrets = Vec::new()))]
    fn new(text: &str, secrets: Vec<String>) -> PyResult<Self> {
        let schema: Value = serde_json::from_str(text).map_err(|error| SchemaError::new_err(error.to_string()))?;
        let (shape, unused) = Shape::compile(&schema).map_err(|error| SchemaError::new_err(error.to_string()))?;
        let shape = shape.with_secrets(secrets);
        let unused = unused.into_iter().map(|part| (part.pointer.clone(), part.to_string())).collect();
        Ok(Self { shape, unused })
    }
}

/// Type that a capture is read as.
#[derive(Clone, Copy)]
enum Target<'s> {
    Auto,
    Any,
    Kind(PayloadKind),
    Schema(&'s Shape),
}

impl<'s> Target<'s> {
    fn new(kind: &str, schema: Option<&'s Schema>) -> PyResult<Self> {
        match (schema, kind) {
            (Some(schema), "auto" | "any") => Ok(Self::Schema(&schema.shape)),
            (Some(_), _) => Err(PyValueError::new_err("pass either `kind` or `schema`")),
            (None, "auto") => Ok(Self::Auto),
            (None, "any") => Ok(Self::Any),
            (None, name) => match name.parse() {
                Ok(kind) => Ok(Self::Kind(kind)),
                Err(_) => Err(PyValueError::new_err(format!(
                    "unknown kind {name:?}; expected \"auto\", \"any\" or one of {}",
                    kinds().join(", ")
                ))),
            },
        }
    }

    fn recover(self, options: &Options, input: &[u8]) -> Outcoming {
        let (kind, report) = match self {
            Self::Auto => authscan::auto::recover(options, input),
            Self::Any => (None, options.recover_shape(&Shape::ANY, input)),
            Self::Kind(kind) => (Some(kind), options.recover_as(&kind, input)),
            Self::Schema(shape) => (None, options.recover_as(shape, input)),
        };
        let is_binary = report.outcome > Outcome::Clean
            && input.len() <= options.limits().bytes
            && is_binary(input, report.repaired_text());
        if is_binary {
            return Outcoming::new(None, refusal(options), input);
        }
        Outcoming::new(kind, report, input)
    }

    fn check(self, options: &Options, input: &[u8]) -> Outcoming {
        let kind = match self {
            Self::Auto => authscan::auto::kind_of(options, input),
            Self::Kind(kind) => Some(kind),
            Self::Any | Self::Schema(_) => None,
        };
        let payload: &dyn Payload = match (&kind, self) {
            (Some(kind), _) => kind,
            (None, Self::Schema(shape)) => shape,
            (None, _) => &Shape::ANY,
        };
        Outcoming::new(kind, options.check_as(payload, input), input)
    }
}

/// Creates the report of a capture that is binary data.
fn refusal(options: &Options) -> Report<()> {
    let mut report = options.recover_shape(&Shape::ANY, b"");
    report.diagnostics = vec![Diagnosis::new(Code::InvalidUtf8, Span::at(0)).found("binary data, not text")];
    report
}

/// The report of one capture, still without Python objects, so that it can be made without the interpreter's lock.
struct Outcoming {
    kind: Option<PayloadKind>,
    report: Report<()>,
    text: Option<Vec<u8>>,
}

impl Outcoming {
    fn new(kind: Option<PayloadKind>, report: Report<()>, input: &[u8]) -> Self {
        let text = report.text(input).map(|text| text.as_bytes().to_vec());
        Self { kind, report, text }
    }
}

/// One change that a repair made.
#[pyclass(frozen, get_all, module = "authscan")]
struct Edit {
    code: &'static str,
    applicability: &'static str,
    start: usize,
    end: usize,
    removed: String,
    inserted: String,
    read_as: Option<&'static str>,
    description: String,
}

#[pymethods]
impl Edit {
    fn __repr__(&self) -> String {
        format!("<Edit {} at {}: {}>", self.code, self.start, self.description)
    }
}

/// One finding about a capture.
#[pyclass(frozen, get_all, module = "authscan")]
struct Diagnostic {
    code: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    pointer: String,
    start: usize,
    end: usize,
}

#[pymethods]
impl Diagnostic {
    fn __repr__(&self) -> String {
        format!("<Diagnostic {}[{}] at {}: {}>", self.severity, self.code, self.start, self.message)
    }
}

/// The report of one capture.
#[pyclass(frozen, name = "Report", module = "authscan")]
struct PyReport(Outcoming);

#[pymethods]
impl PyReport {
    /// `clean`, `repaired`, `partial` or `rejected`.
    #[getter]
    fn outcome(&self) -> &'static str {
        self.0.report.outcome.name()
    }

    #[getter]
    fn ambiguous(&self) -> bool {
        self.0.report.ambiguous
    }

    /// The name of the payload kind that the capture was read as, if it is one.
    #[getter]
    fn kind(&self) -> Option<&'static str> {
        self.0.kind.map(PayloadKind::name)
    }

    /// Whether no diagnostic is an error.
    #[getter]
    fn conforms(&self) -> bool {
        self.0.report.conforms()
    }

    /// The text of the document; `None` if the capture was rejected.
    #[getter]
    fn text(&self) -> Option<&[u8]> {
        self.0.text.as_deref()
    }

    #[getter]
    fn edits(&self) -> Vec<Edit> {
        let edit = |edit: &authscan::Edit| Edit {
            code: edit.code.name(),
            applicability: edit.applicability.name(),
            start: edit.span.start,
            end: edit.span.end,
            removed: edit.removed.clone(),
            inserted: edit.inserted.clone(),
            read_as: edit.read_as,
            description: edit.describe(),
        };
        self.0.report.edits.iter().map(edit).collect()
    }

    #[getter]
    fn diagnostics(&self) -> Vec<Diagnostic> {
        let diagnostic = |found: &Diagnosis| Diagnostic {
            code: found.code.name(),
            severity: found.severity.name(),
            message: found.message(),
            help: found.help.as_ref().map(ToString::to_string),
            pointer: found.pointer.clone(),
            start: found.span.start,
            end: found.span.end,
        };
        self.0.report.diagnostics.iter().map(diagnostic).collect()
    }

    /// The report as JSON text, without the document.
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0.report).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    fn __repr__(&self) -> String {
        let report = &self.0.report;
        let doubt = if report.ambiguous { ", ambiguous" } else { "" };
        format!(
            "<Report {}{doubt}: {} edits, {} diagnostics>",
            report.outcome,
            report.edits.len(),
            report.diagnostics.len()
        )
    }
}

/// Reads the most plausible document from a capture.
#[pyfunction]
#[pyo3(signature = (capture, kind = "auto", schema = None))]
fn recover(py: Python<'_>, capture: Capture, kind: &str, schema: Option<Bound<'_, Schema>>) -> PyResult<PyReport> {
    let schema = schema.as_ref().map(Bound::get);
    let target = Target::new(kind, schema)?;
    Ok(PyReport(py.detach(|| target.recover(&Options::new(), capture.bytes()))))
}

/// Finds everything in a capture that does not conform.
#[pyfunction]
#[pyo3(signature = (capture, kind = "auto", schema = None))]
fn check(py: Python<'_>, capture: Capture, kind: &str, schema: Option<Bound<'_, Schema>>) -> PyResult<PyReport> {
    let schema = schema.as_ref().map(Bound::get);
    let target = Target::new(kind, schema)?;
    Ok(PyReport(py.detach(|| target.check(&Options::new(), capture.bytes()))))
}

/// [`recover`] of many captures on several threads; the reports are in the order of the captures.
#[pyfunction]
#[pyo3(signature = (captures, kind = "auto", schema = None, threads = None))]
fn recover_many(
    py: Python<'_>,
    captures: Vec<Capture>,
    kind: &str,
    schema: Option<Bound<'_, Schema>>,
    threads: Option<usize>,
) -> PyResult<Vec<PyReport>> {
    let schema = schema.as_ref().map(Bound::get);
    let target = Target::new(kind, schema)?;
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or_else(cores).clamp(1, captures.len().max(1));
    let reports = py.detach(|| {
        let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(captures.len())));
        let work = || {
            let options = Options::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(capture) = captures.get(at) else { return };
                let report = target.recover(&options, capture.bytes());
                if let Ok(mut done) = done.lock() {
                    done.push((at, report));
                }
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(work);
            }
            work();
        });
        let mut done = done.into_inner().unwrap_or_default();
        done.sort_by_key(|(at, _)| *at);
        done
    });
    Ok(reports.into_iter().map(|(_, report)| PyReport(report)).collect())
}

/// Whether a capture is, strictly, JSON of that kind: `None`, or code, message, line, column and pointer of the first error.
#[pyfunction]
#[pyo3(signature = (capture, kind = "any", schema = None))]
#[allow(clippy::type_complexity)]
fn first_error(
    py: Python<'_>,
    capture: Capture,
    kind: &str,
    schema: Option<Bound<'_, Schema>>,
) -> PyResult<Option<(&'static str, String, usize, usize, String)>> {
    let schema = schema.as_ref().map(Bound::get);
    let target = Target::new(kind, schema)?;
    let input = capture.bytes();
    let checked = py.detach(|| target.check(&Options::new(), input));
    if checked.report.outcome != Outcome::Rejected {
        return Ok(None);
    }
    let index = authscan::text::LineIndex::new(input);
    let errors = checked.report.diagnostics.iter();
    let first = errors.max_by_key(|found| (found.severity, std::cmp::Reverse(found.span.start)));
    Ok(first.map(|found| {
        let at = index.position(found.span.start);
        (found.code.name(), found.to_string(), at.line, at.column, found.pointer.clone())
    }))
}

/// The names of the payload kinds.
#[pyfunction]
fn kinds() -> Vec<&'static str> {
    PayloadKind::ALL.iter().map(|kind| kind.name()).collect()
}

/// The JSON Schema of a payload kind, as JSON text.
#[pyfunction]
fn schema_text(kind: &str, open: bool) -> PyResult<String> {
    let kind: PayloadKind = kind.parse().map_err(|_| PyValueError::new_err(format!("unknown kind {kind:?}")))?;
    Ok(kind.schema(if open { Contract::Open } else { Contract::Documented }).to_string())
}

#[pymodule]
fn _authscan(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("SchemaError", module.py().get_type::<SchemaError>())?;
    module.add_class::<Schema>()?;
    module.add_class::<PyReport>()?;
    module.add_class::<Edit>()?;
    module.add_class::<Diagnostic>()?;
    module.add_function(wrap_pyfunction!(recover, module)?)?;
    module.add_function(wrap_pyfunction!(recover_many, module)?)?;
    module.add_function(wrap_pyfunction!(check, module)?)?;
    module.add_function(wrap_pyfunction!(first_error, module)?)?;
    module.add_function(wrap_pyfunction!(kinds, module)?)?;
    module.add_function(wrap_pyfunction!(schema_text, module)?)?;
    Ok(())
}
