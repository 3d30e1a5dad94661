//! Exact validation of a document against the rules of a schema.
//!
//! Each pair of a rule and a value is evaluated once, on an explicit stack: neither the depth of the document nor that
//! of the schema causes recursion.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::walk::kinds;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Rule, RuleId, Rules, canonical, canonical_number};
use crate::syntax::{NodeKind, Tape, Value};
use crate::text::Span;

/// Evaluations per value of a document, in addition to [`BASE_STEPS`]. Beyond them validation gives up.
const STEPS_PER_VALUE: usize = 1 << 10;
/// Evaluations allowed for any document.
const BASE_STEPS: usize = 1 << 16;
/// Failures kept by one evaluation.
const MOST_FAILURES: usize = 64;

/// Returns the violations of the schema in a document; `None` if the step limit is reached.
pub(super) fn violations(tape: &Tape<'_>, rules: &Rules) -> Option<Vec<Diagnostic>> {
    let mut judge = Judge { rules, known: HashMap::new(), open: Vec::new(), steps: 0 };
    let most = tape.len().saturating_mul(STEPS_PER_VALUE).saturating_add(BASE_STEPS);
    let verdict = judge.run(tape.root(), most)?;
    let mut findings: Vec<Diagnostic> = verdict.failures.iter().map(|failure| failure.finding(rules)).collect();
    findings.sort_by_key(|finding| finding.span.start);
    Some(findings)
}

/// One violation of a rule by a value.
#[derive(Clone, Debug)]
struct Failure {
    rule: RuleId,
    keyword: &'static str,
    code: Code,
    span: Span,
    expected: String,
}

impl Failure {
    fn finding(&self, rules: &Rules) -> Diagnostic {
        let pointer = rules.all.get(self.rule as usize).map_or("", |rule| rule.pointer.as_str());
        let slash = if self.keyword.is_empty() { "" } else { "/" };
        let finding = Diagnostic::new(self.code, self.span)
            .help(format!("required by the schema at `{pointer}{slash}{}`", self.keyword));
        if self.expected.is_empty() { finding } else { finding.expecting([self.expected.clone()]) }
    }
}

/// Result of evaluating a rule on a value.
#[derive(Debug, Default)]
struct Verdict {
    failures: Vec<Failure>,
    /// Which members or elements of the value the rule evaluated.
    marks: Vec<bool>,
}

/// How the result of a subschema counts for its rule.
#[derive(Clone, Copy)]
enum Role {
    /// The subschema must match a child, so evaluated members are not merged.
    Must,
    /// The subschema must match the same value.
    Also,
    Any,
    One,
    Not,
    If,
    Contains(usize),
}

struct Due<'a, 't> {
    rule: RuleId,
    value: Value<'a, 't>,
    role: Role,
}

struct Frame<'a, 't> {
    rule: RuleId,
    value: Value<'a, 't>,
    due: Vec<Due<'a, 't>>,
    next: usize,
    failures: Vec<Failure>,
    marks: Vec<bool>,
    any: bool,
    ones: usize,
    contained: usize,
    /// Whether all failures are needed, not only the first.
    whole: bool,
    /// Whether the `unevaluated…` keywords are being applied.
    is_last: bool,
}

struct Judge<'r, 'a, 't> {
    rules: &'r Rules,
    /// Results; `None` while the pair is being evaluated.
    known: HashMap<(RuleId, u32), Option<Rc<Verdict>>>,
    open: Vec<Frame<'a, 't>>,
    steps: usize,
}

impl<'a, 't> Judge<'_, 'a, 't> {
    fn run(&mut self, root: Value<'a, 't>, most: usize) -> Option<Rc<Verdict>> {
        self.enter(0, root, true);
        while let Some(mut frame) = self.open.pop() {
            if self.steps > most {
                return None;
            }
            let is_done = !frame.whole && !frame.failures.is_empty();
            let due = frame.due.get(frame.next).map(|due| (due.rule, due.value, due.role));
            match due.filter(|_| !is_done) {
                Some((rule, value, role)) => match self.known.get(&(rule, value.index())) {
                    Some(verdict) => {
                        let verdict = verdict.clone();
                        frame.next += 1;
                        self.fold(&mut frame, role, verdict.as_deref());
                        self.open.push(frame);
                    }
                    None => {
                        let whole = frame.whole && matches!(role, Role::Must | Role::Also);
                        self.open.push(frame);
                        self.enter(rule, value, whole);
                    }
                },
                None if !is_done && !frame.is_last => {
                    self.settle(&mut frame);
                    frame.is_last = true;
                    self.open.push(frame);
                }
                None => {
                    let verdict = Verdict { failures: frame.failures, marks: frame.marks };
                    self.known.insert((frame.rule, frame.value.index()), Some(Rc::new(verdict)));
                }
            }
        }
        self.known.get(&(0, root.index()))?.clone()
    }

    fn rule(&self, id: RuleId) -> Option<&Rule> {
        self.rules.all.get(id as usize)
    }

    fn enter(&mut self, id: RuleId, value: Value<'a, 't>, whole: bool) {
        self.steps += 1;
        self.known.insert((id, value.index()), None);
        let mut frame = Frame {
            rule: id,
            value,
            due: Vec::new(),
            next: 0,
            failures: Vec::new(),
            marks: Vec::new(),
            any: false,
            ones: 0,
            contained: 0,
            whole,
            is_last: false,
        };
        if let Some(rule) = self.rules.all.get(id as usize) {
            scalar(rule, &mut frame);
            if frame.failures.is_empty() || whole {
                self.plan(rule, &mut frame);
            }
        }
        self.open.push(frame);
    }

    /// Queues the evaluations that a rule needs.
    fn plan(&self, rule: &Rule, frame: &mut Frame<'a, 't>) {
        let value = frame.value;
        match value.kind() {
            NodeKind::Object => object(rule, frame, self.rules.tracks),
            NodeKind::Array => array(rule, frame, self.rules.tracks),
            _ => {}
        }
        // Scalars first: they distinguish alternatives at little cost.
        frame.due.sort_by_key(|due| matches!(due.value.kind(), NodeKind::Object | NodeKind::Array));
        let mut also =
            |rules: &[RuleId], role| frame.due.extend(rules.iter().map(|rule| Due { rule: *rule, value, role }));
        also(&rule.all_of, Role::Also);
        also(rule.any_of.as_deref().unwrap_or_default(), Role::Any);
        also(rule.one_of.as_deref().unwrap_or_default(), Role::One);
        also(rule.not.as_slice(), Role::Not);
        if let Some((condition, _, _)) = rule.condition {
            also(&[condition], Role::If);
        }
    }

    /// Merges a result into the frame. A pair that is still being evaluated counts as valid.
    fn fold(&self, frame: &mut Frame<'a, 't>, role: Role, verdict: Option<&Verdict>) {
        let fits = verdict.is_none_or(|verdict| verdict.failures.is_empty());
        let mark = |frame: &mut Frame<'a, 't>| {
            for (at, mark) in verdict.into_iter().flat_map(|verdict| verdict.marks.iter().enumerate()) {
                set(&mut frame.marks, at, *mark);
            }
        };
        let rule = self.rule(frame.rule);
        match role {
            Role::Must | Role::Also => {
                let failures = verdict.into_iter().flat_map(|verdict| &verdict.failures);
                let room = MOST_FAILURES.saturating_sub(frame.failures.len());
                frame.failures.extend(failures.take(room).cloned());
                if fits && matches!(role, Role::Also) {
                    mark(frame);
                }
            }
            Role::Any => {
                frame.any |= fits;
                if fits {
                    mark(frame);
                }
            }
            Role::One => {
                frame.ones += usize::from(fits);
                if fits {
                    mark(frame);
                }
            }
            Role::Not if fits => fail(frame, "not", Code::WrongKind, "something else".into()),
            Role::Not => {}
            Role::If => {
                if fits {
                    mark(frame);
                }
                let branch =
                    rule.and_then(|rule| rule.condition).and_then(|(_, then, other)| if fits { then } else { other });
                let value = frame.value;
                frame.due.extend(branch.map(|rule| Due { rule, value, role: Role::Also }));
            }
            Role::Contains(at) => {
                frame.contained += usize::from(fits);
                if fits && rule.is_some_and(|rule| rule.contains_marks) {
                    set(&mut frame.marks, at, true);
                }
            }
        }
    }

    /// Evaluates keywords that depend on several results, and queues unevaluated members and elements.
    fn settle(&self, frame: &mut Frame<'a, 't>) {
        let Some(rule) = self.rule(frame.rule) else { return };
        if rule.any_of.is_some() && !frame.any {
            let count = rule.any_of.as_ref().map_or(0, Vec::len);
            fail(frame, "anyOf", Code::WrongKind, format!("one of {count} alternatives"));
        }
        if rule.one_of.is_some() && frame.ones != 1 {
            let count = rule.one_of.as_ref().map_or(0, Vec::len);
            fail(frame, "oneOf", Code::WrongKind, format!("exactly one of {count} alternatives"));
        }
        if let (Some((_, least, most)), NodeKind::Array) = (rule.contains, frame.value.kind()) {
            if frame.contained < least {
                fail(frame, "contains", Code::OutOfRange, format!("at least {least} matching elements"));
            }
            if let Some(most) = most.filter(|most| frame.contained > *most) {
                fail(frame, "maxContains", Code::OutOfRange, format!("at most {most} matching elements"));
            }
        }
        let unseen = |frame: &Frame<'a, 't>, at: usize| !frame.marks.get(at).copied().unwrap_or(false);
        match (frame.value.kind(), rule.unevaluated, rule.unevaluated_items) {
            (NodeKind::Object, Some(rule), _) => {
                for (at, (_, value)) in frame.value.members().enumerate() {
                    if unseen(frame, at) {
                        frame.due.push(Due { rule, value, role: Role::Must });
                        set(&mut frame.marks, at, true);
                    }
                }
            }
            (NodeKind::Array, _, Some(rule)) => {
                for (at, value) in frame.value.elements().enumerate() {
                    if unseen(frame, at) {
                        frame.due.push(Due { rule, value, role: Role::Must });
                        set(&mut frame.marks, at, true);
                    }
                }
            }
            _ => {}
        }
    }
}

fn set(marks: &mut Vec<bool>, at: usize, mark: bool) {
    if mark {
        if marks.len() <= at {
            marks.resize(at + 1, false);
        }
        if let Some(place) = marks.get_mut(at) {
            *place = true;
        }
    }
}

fn fail(frame: &mut Frame<'_, '_>, keyword: &'static str, code: Code, expected: String) {
    let span = frame.value.span();
    fail_at(frame, keyword, code, span, expected);
}

fn fail_at(frame: &mut Frame<'_, '_>, keyword: &'static str, code: Code, span: Span, expected: String) {
    if frame.failures.len() < MOST_FAILURES {
        frame.failures.push(Failure { rule: frame.rule, keyword, code, span, expected });
    }
}

/// Evaluates the keywords that need only the value itself.
fn scalar(rule: &Rule, frame: &mut Frame<'_, '_>) {
    let value = frame.value;
    let kind = value.kind();
    if rule.never {
        return fail(frame, "", Code::WrongKind, "nothing".into());
    }
    if let Some(allowed) = rule.kinds {
        let is_fraction = || value.raw().parse::<f64>().is_ok_and(|number| number.fract() != 0.0);
        if !allowed.intersects(kinds(kind)) || (kind == NodeKind::Number && rule.whole && is_fraction()) {
            let names: Vec<&str> = allowed.names().collect();
            fail(frame, "type", Code::WrongKind, names.join(" or "));
        }
    }
    if let Some(values) = &rule.values {
        let form = match kind {
            NodeKind::Number => canonical_number(value.raw()),
            _ => parsed(value),
        };
        if !values.contains(&form) {
            fail(frame, "enum", Code::UnknownValue, "a value listed in the schema".into());
        }
    }
    match kind {
        NodeKind::Number => number(rule, frame),
        NodeKind::String => {
            let text = value.as_str().unwrap_or_default();
            if rule.lengths != (None, None) {
                sized(frame, text.chars().count(), rule.lengths, ("minLength", "maxLength"), "characters");
            }
            if rule.pattern.as_ref().is_some_and(|pattern| !pattern.is_in(&text)) {
                fail(frame, "pattern", Code::InvalidFormat, "a string that matches the schema's pattern".into());
            }
        }
        _ => {}
    }
}

fn number(rule: &Rule, frame: &mut Frame<'_, '_>) {
    let raw = frame.value.raw();
    let Ok(number) = raw.parse::<f64>() else { return };
    if let Some((minimum, exclusive)) = rule.minimum {
        if number < minimum || (exclusive && number <= minimum) {
            let than = if exclusive { "more than" } else { "at least" };
            fail(frame, "minimum", Code::OutOfRange, format!("{than} {minimum}"));
        }
    }
    if let Some((maximum, exclusive)) = rule.maximum {
        if number > maximum || (exclusive && number >= maximum) {
            let than = if exclusive { "less than" } else { "at most" };
            fail(frame, "maximum", Code::OutOfRange, format!("{than} {maximum}"));
        }
    }
    if let Some(multiple) = rule.multiple {
        let times = number / multiple;
        let is_whole = match (raw.parse::<i128>(), multiple.fract() == 0.0 && multiple < 1e15) {
            (Ok(whole), true) => whole % (multiple as i128) == 0,
            _ => times.is_finite() && (times - times.round()).abs() <= 1e-9 * times.abs().clamp(1.0, 1e3),
        };
        if !is_whole {
            fail(frame, "multipleOf", Code::OutOfRange, format!("a multiple of {multiple}"));
        }
    }
}

fn sized(
    frame: &mut Frame<'_, '_>,
    size: usize,
    (least, most): (Option<usize>, Option<usize>),
    keywords: (&'static str, &'static str),
    what: &str,
) {
    if let Some(least) = least.filter(|least| size < *least) {
        fail(frame, keywords.0, Code::OutOfRange, format!("at least {least} {what}"));
    }
    if let Some(most) = most.filter(|most| size > *most) {
        fail(frame, keywords.1, Code::OutOfRange, format!("at most {most} {what}"));
    }
}

/// Returns the canonical form of a value other than a number.
fn parsed(value: Value<'_, '_>) -> String {
    serde_json::from_str(value.raw()).map_or_else(|_| value.raw().to_owned(), |value| canonical(&value))
}

fn object<'a, 't>(rule: &Rule, frame: &mut Frame<'a, 't>, tracks: bool) {
    let value = frame.value;
    let mut names = HashSet::new();
    for (at, (name, member)) in value.members().enumerate() {
        let spelling = name.as_str().unwrap_or_default();
        let mut is_seen = false;
        let mut due = |rule: RuleId, value| frame.due.push(Due { rule, value, role: Role::Must });
        if let Some(rule) = rule.properties.get(&*spelling) {
            due(*rule, member);
            is_seen = true;
        }
        for (pattern, rule) in &rule.patterns {
            // Patterns that are not supported impose no constraint.
            if pattern.as_ref().is_none_or(|pattern| pattern.is_in(&spelling)) {
                if pattern.is_some() {
                    due(*rule, member);
                }
                is_seen = true;
            }
        }
        if let Some(names) = rule.names {
            due(names, name);
        }
        if let (false, Some(additional)) = (is_seen, rule.additional) {
            due(additional, member);
            is_seen = true;
        }
        if tracks {
            set(&mut frame.marks, at, is_seen);
        }
        names.insert(spelling);
    }
    sized(frame, names.len(), rule.members, ("minProperties", "maxProperties"), "members");
    let brace = Span::new(value.span().start, value.span().start + 1);
    for name in rule.required.iter().filter(|name| !names.contains(name.as_str())) {
        fail_at(frame, "required", Code::MissingMember, brace, format!("`{name}`"));
    }
    let there = rule.dependents.iter().filter(|(name, _)| names.contains(name.as_str()));
    for name in there.flat_map(|(_, needed)| needed).filter(|name| !names.contains(name.as_str())) {
        fail_at(frame, "dependentRequired", Code::MissingMember, brace, format!("`{name}`"));
    }
    for (_, rule) in rule.dependent_rules.iter().filter(|(name, _)| names.contains(name.as_str())) {
        frame.due.push(Due { rule: *rule, value, role: Role::Also });
    }
}

fn array<'a, 't>(rule: &Rule, frame: &mut Frame<'a, 't>, tracks: bool) {
    let value = frame.value;
    let mut size = 0;
    let mut seen = HashSet::new();
    let mut is_twice = false;
    for (at, element) in value.elements().enumerate() {
        size = at + 1;
        let of_place = rule.prefix.get(at).copied().or(rule.element);
        frame.due.extend(of_place.map(|rule| Due { rule, value: element, role: Role::Must }));
        if let Some((contains, _, _)) = rule.contains {
            frame.due.push(Due { rule: contains, value: element, role: Role::Contains(at) });
        }
        if tracks {
            set(&mut frame.marks, at, of_place.is_some());
        }
        if rule.unique {
            let form =
                if element.kind() == NodeKind::Number { canonical_number(element.raw()) } else { parsed(element) };
            is_twice |= !seen.insert(form);
        }
    }
    sized(frame, size, rule.items, ("minItems", "maxItems"), "elements");
    if is_twice {
        fail(frame, "uniqueItems", Code::OutOfRange, "unique elements".into());
    }
}
