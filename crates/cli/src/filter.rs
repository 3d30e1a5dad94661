//! `--select` and `--ignore`: selection of the reported codes.

use std::collections::HashSet;

use authscan::Report;
use authscan::codes;
use authscan::diagnostic::Code;
use glob::Pattern;

use crate::output::Failure;
use crate::suggest::hint;

/// The set of reported codes.
#[derive(Default)]
pub(crate) struct Filter {
    /// Names of the codes that are not reported.
    hidden: HashSet<&'static str>,
}

impl Filter {
    /// Creates a filter from names or patterns; without selected codes, all are reported.
    pub(crate) fn new<'n>(
        select: impl IntoIterator<Item = &'n String>,
        ignore: impl IntoIterator<Item = &'n String>,
    ) -> Result<Self, Failure> {
        let mut hidden = HashSet::new();
        let mut selected: Option<HashSet<&str>> = None;
        for name in select {
            selected.get_or_insert_default().extend(named(name)?);
        }
        if let Some(selected) = selected {
            hidden.extend(codes::all().map(Code::name).filter(|name| !selected.contains(name)));
        }
        for name in ignore {
            hidden.extend(named(name)?);
        }
        Ok(Self { hidden })
    }

    /// Removes the findings that are not reported. Edits stay: every change of a repair is reported.
    pub(crate) fn apply(&self, report: &mut Report<()>) {
        if !self.hidden.is_empty() {
            report.diagnostics.retain(|found| !self.hidden.contains(found.code.name()));
        }
    }
}

/// Returns the names of the codes that match a name or a pattern.
fn named(name: &str) -> Result<Vec<&'static str>, Failure> {
    let pattern =
        Pattern::new(name).map_err(|error| Failure::Message(format!("`{name}` is not a pattern of codes: {error}")))?;
    let names: Vec<&str> = codes::all().map(Code::name).filter(|code| pattern.matches(code)).collect();
    if names.is_empty() {
        let hint = hint(name, codes::all().map(Code::name));
        return Err(Failure::Message(format!("unknown code `{name}`{hint} (`authscan explain` lists them all)")));
    }
    Ok(names)
}
