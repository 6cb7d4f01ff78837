//! What is expected of a run, and how it is compared and rewritten.
//!
//! ```yaml
//! expect:
//!   report:
//!     metrics.Worker.Invocations: 3        # a path in the report, and what stands there
//!   graph:
//!     wires.0.kind: EventSourceMapping
//!   trace:
//!     - of: [InvocationStarted]            # the facts that are looked at, all of them
//!       show: [attempt]                    # the fields that are compared
//!       lines:
//!         - 0.12s Worker InvocationStarted m1 attempt=1
//! ```

use serde_json::{Map, Value};
use std::fmt::Write;
use template::source::{Content, Node, parse};

/// What is expected of a run.
#[derive(Debug)]
pub(crate) struct Expectation {
    report: Vec<(String, Value)>,
    graph: Vec<(String, Value)>,
    trace: Vec<Excerpt>,
}

/// Some lines of the trace.
#[derive(Debug)]
struct Excerpt {
    facts: Vec<String>,
    fields: Vec<String>,
    lines: Vec<String>,
}

/// What came of a run.
#[derive(Debug)]
pub(crate) struct Actual {
    pub(crate) report: Value,
    pub(crate) graph: Value,
    pub(crate) trace: Vec<Value>,
    pub(crate) diagnostics: String,
}

impl Expectation {
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (root, _, problems) = parse(text);
        if let Some(problem) = problems.first() {
            return Err(format!("line {} after \"---\": {}", problem.at.line, problem.message));
        }
        let expect = root.get("expect").ok_or("the second document has no \"expect\"")?;
        let known = ["report", "graph", "trace"];
        if let Some(entry) = expect.entries().iter().find(|entry| !known.contains(&&*entry.key.text)) {
            return Err(format!("\"expect\" has no key \"{}\"", entry.key.text));
        }
        let trace = expect.get("trace").map_or(&[][..], Node::items);
        Ok(Self {
            report: paths(expect.get("report")),
            graph: paths(expect.get("graph")),
            trace: trace.iter().map(Excerpt::read).collect(),
        })
    }

    /// Returns a line for everything that is otherwise than expected.
    pub(crate) fn differences(&self, actual: &Actual) -> Vec<String> {
        let mut differences = Vec::new();
        for (document, expected) in [(&actual.report, &self.report), (&actual.graph, &self.graph)] {
            for (path, wanted) in expected {
                let found = at_path(document, path);
                if !is_within(wanted, found) {
                    differences.push(format!("{path}: expected {wanted}, found {found}"));
                }
            }
        }
        for excerpt in &self.trace {
            excerpt.compare(&actual.trace, &mut differences);
        }
        if !differences.is_empty() && !actual.diagnostics.is_empty() {
            differences.push(format!("the template has remarks:\n{}", actual.diagnostics));
        }
        differences
    }

    /// Returns the second document as it would have to be.
    pub(crate) fn updated(&self, actual: &Actual) -> String {
        let mut out = String::from("expect:\n");
        for (name, document, expected) in
            [("report", &actual.report, &self.report), ("graph", &actual.graph, &self.graph)]
        {
            if !expected.is_empty() {
                writeln!(out, "  {name}:").expect("a string takes any text");
            }
            for (path, wanted) in expected {
                let found = at_path(document, path);
                let value = if is_within(wanted, found) { wanted } else { found };
                writeln!(out, "    {path}: {value}").expect("a string takes any text");
            }
        }
        if !self.trace.is_empty() {
            out.push_str("  trace:\n");
        }
        for excerpt in &self.trace {
            excerpt.write(&actual.trace, &mut out);
        }
        out
    }
}

impl Excerpt {
    fn read(node: &Node) -> Self {
        let texts = |key| {
            let items = node.get(key).map_or(&[][..], Node::items);
            items.iter().filter_map(Node::scalar).map(str::to_owned).collect()
        };
        Self { facts: texts("of"), fields: texts("show"), lines: texts("lines") }
    }

    fn compare(&self, trace: &[Value], differences: &mut Vec<String>) {
        let found = self.found(trace);
        let name = self.facts.join(", ");
        for index in 0..found.len().max(self.lines.len()) {
            match (self.lines.get(index), found.get(index)) {
                (Some(wanted), Some(line)) if wanted == line => {}
                (Some(wanted), Some(line)) => {
                    differences.push(format!("{name} {index}:\n  expected {wanted}\n  found    {line}"));
                }
                (Some(wanted), None) => differences.push(format!("{name} {index}: expected {wanted}, found no more")),
                (None, Some(line)) => differences.push(format!("{name} {index}: expected no more, found {line}")),
                (None, None) => {}
            }
        }
    }

    fn write(&self, trace: &[Value], out: &mut String) {
        let list = |items: &[String]| items.join(", ");
        let mut line = |text: String| writeln!(out, "{text}").expect("a string takes any text");
        line(format!("    - of: [{}]", list(&self.facts)));
        line(format!("      show: [{}]", list(&self.fields)));
        let found = self.found(trace);
        line(format!("      lines:{}", if found.is_empty() { " []" } else { "" }));
        found.into_iter().for_each(|found| line(format!("        - {found}")));
    }

    fn found(&self, trace: &[Value]) -> Vec<String> {
        let wanted = |line: &&Value| self.facts.iter().any(|fact| line["fact"] == **fact);
        trace.iter().filter(wanted).map(|line| self.line(line)).collect()
    }

    fn line(&self, line: &Value) -> String {
        let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
        let seconds = format!("{:.9}", line["t_us"].as_f64().unwrap_or_default() / 1e6);
        let seconds = seconds.trim_end_matches('0').trim_end_matches('.');
        let mut out = format!("{seconds}s {} {}", text("node"), text("fact"));
        if line["message"].is_string() {
            write!(out, " {}", text("message")).expect("a string takes any text");
        }
        for field in &self.fields {
            let value = at_path(line, field);
            match value {
                Value::Null => {}
                Value::String(value) => write!(out, " {field}={value}").expect("a string takes any text"),
                value => write!(out, " {field}={value}").expect("a string takes any text"),
            }
        }
        out
    }
}

/// Returns the value at a path of keys and indexes joined by dots, or `null`.
fn at_path<'a>(value: &'a Value, path: &str) -> &'a Value {
    static NULL: Value = Value::Null;
    path.split('.').fold(value, |at, part| match at {
        Value::Array(items) => part.parse().ok().and_then(|index: usize| items.get(index)).unwrap_or(&NULL),
        _ => at.get(part).unwrap_or(&NULL),
    })
}

/// Tells whether a value is what is wanted; of a map only the keys that are wanted count.
fn is_within(wanted: &Value, found: &Value) -> bool {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            wanted.iter().all(|(key, wanted)| found.get(key).is_some_and(|found| is_within(wanted, found)))
        }
        (Value::Array(wanted), Value::Array(found)) => {
            wanted.len() == found.len() && wanted.iter().zip(found).all(|(wanted, found)| is_within(wanted, found))
        }
        (Value::Number(wanted), Value::Number(found)) => wanted.as_f64() == found.as_f64(),
        _ => wanted == found,
    }
}

fn paths(node: Option<&Node>) -> Vec<(String, Value)> {
    let entries = node.map_or(&[][..], Node::entries);
    entries.iter().map(|entry| (entry.key.text.to_string(), json(&entry.value))).collect()
}

fn json(node: &Node) -> Value {
    match &node.content {
        Content::Scalar { value, .. } => aws::service::properties::Properties::generated(value.clone()).json(),
        Content::List(items) => items.iter().map(json).collect(),
        Content::Map(entries) => Value::Object(
            entries.iter().map(|entry| (entry.key.text.to_string(), json(&entry.value))).collect::<Map<_, _>>(),
        ),
    }
}
