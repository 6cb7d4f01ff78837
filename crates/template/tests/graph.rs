//! The graph of real templates, compared with the wiring that AWS's own SAM translator gives.
//!
//! Only templates all of whose wiring is of kinds that are simulated are compared.

use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use template::{Scenario, ScenarioOptions};

/// The data's kinds of edges, and the wires of the graph that they are.
const KINDS: [(&str, &str); 10] = [
    ("s3", "Notification"),
    ("sns", "Subscription"),
    ("esm", "EventSourceMapping"),
    ("alb", "Target"),
    ("edge", "EdgeAssociation"),
    ("fn-dlq", "DeadLetter"),
    ("queue-dlq", "Redrive"),
    ("sub-dlq", "DeadLetter"),
    ("on-success", "OnSuccess"),
    ("on-failure", "OnFailure"),
];

/// Services whose wires are not read yet say nothing of themselves.
fn is_ready(type_name: &str) -> bool {
    aws::services::descriptor_of(type_name).is_some_and(|descriptor| !descriptor.summary.is_empty())
}

fn templates(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            templates(&path, found);
        } else if path.to_string_lossy().ends_with(".wiring.json") {
            found.push(path);
        }
    }
}

/// Returns the edges of a wiring that are between resources, or `None` where some kind is not compared.
fn wanted(wiring: &Value, scenario: &Scenario) -> Option<BTreeSet<(String, String, String)>> {
    let mut edges = BTreeSet::new();
    for edge in wiring["edges"].as_array()? {
        let kind = edge["kind"].as_str()?;
        let (_, wire) = KINDS.iter().find(|(name, _)| *name == kind)?;
        let (from, to) = (edge["from"].as_str()?, edge["to"].as_str()?);
        let (source, target) = (scenario.resource(from)?, scenario.resource(to)?);
        if !is_ready(&source.type_name) || !is_ready(&target.type_name) {
            return None;
        }
        edges.insert((from.to_owned(), to.to_owned(), (*wire).to_owned()));
    }
    Some(edges).filter(|edges| !edges.is_empty())
}

#[test]
fn wires_of_real_templates_are_those_that_the_translator_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sam");
    let mut files = Vec::new();
    templates(&root, &mut files);
    if files.is_empty() {
        eprintln!("skipped: there are no templates in {}", root.display());
        return;
    }
    files.sort();
    let (mut compared, mut differences) = (0, Vec::new());
    for file in files {
        let wiring: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let source = file.to_string_lossy().replace(".wiring.json", "");
        let scenario = Scenario::read(&std::fs::read_to_string(&source).unwrap(), &ScenarioOptions::default());
        let Some(wanted) = wanted(&wiring, &scenario) else { continue };
        let graph = template::graph(&scenario);
        let text = |wire: &Value, key: &str| wire[key].as_str().unwrap_or_default().to_owned();
        let found: BTreeSet<_> = graph["wires"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|wire| wire["to"].is_string() && KINDS.iter().any(|(_, kind)| wire["kind"] == **kind))
            .map(|wire| (text(wire, "from"), text(wire, "to"), text(wire, "kind")))
            .collect();
        compared += 1;
        if found != wanted {
            differences.push(format!("{source}\n  wanted {wanted:?}\n  found  {found:?}"));
        }
    }
    eprintln!("{compared} templates compared");
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}
