//! Whatever is written in a template, it is read, drawn and run without a panic, and no copy of a message is lost.

use std::path::{Path, PathBuf};
use suite::data_beside;
use template::metadata::Overrides;
use template::output::run;
use template::source::{Content, Node, parse};
use template::{Scenario, ScenarioOptions};

/// What is written in place of a value.
const VALUES: [&str; 22] = [
    "",
    "~",
    "0",
    "-1",
    "1",
    "7",
    "1.5",
    "99999999999",
    "9223372036854775807",
    "true",
    "x",
    "\"\"",
    "[]",
    "{}",
    "[1, x]",
    "{ a: 1 }",
    "0s",
    "1ms",
    "106751d",
    "!Ref Nothing",
    "!GetAtt A.B",
    "\"*\"",
];

/// How often each template of ours is changed.
const CHANGES: u64 = 20;

/// How often each real template is changed.
const CHANGES_OF_REAL: u64 = 4;

/// A fixed sequence of numbers, so that a failure repeats.
struct Sequence(u64);

impl Sequence {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }
}

/// Collects the ranges of all scalars.
fn scalars(node: &Node, ranges: &mut Vec<(usize, usize)>) {
    match &node.content {
        Content::Scalar { .. } => ranges.push((node.at.start as usize, node.at.end as usize)),
        Content::List(items) => items.iter().for_each(|item| scalars(item, ranges)),
        Content::Map(entries) => entries.iter().for_each(|entry| scalars(&entry.value, ranges)),
    }
}

/// Returns a range of up to 40 bytes between characters.
fn cut(text: &str, sequence: &mut Sequence) -> (usize, usize) {
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = boundary(sequence.below(text.len()));
    (start, boundary(start + 3 + sequence.below(40)).max(start))
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = path.to_string_lossy().into_owned();
        if path.is_dir() {
            gather(&path, files);
        } else if [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end)) && !name.ends_with(".wiring.json") {
            files.push(path);
        }
    }
}

/// Reads, draws and, where nothing is wrong, runs a template for a while.
fn try_out(text: &str) -> Result<bool, String> {
    let overrides = Overrides { duration: Some(kernel::SimDuration::from_secs(20)), ..Overrides::default() };
    let scenario = Scenario::read(text, &ScenarioOptions { overrides, ..ScenarioOptions::default() });
    let graph = template::graph(&scenario);
    let list = |key: &str| graph[key].as_array().cloned().unwrap_or_default();
    let (nodes, wires) = (list("nodes"), list("wires"));
    let is_node = |end: &serde_json::Value| end.is_null() || nodes.iter().any(|node| node["id"] == *end);
    if let Some(wire) = wires.iter().find(|wire| !is_node(&wire["from"]) || !is_node(&wire["to"])) {
        return Err(format!("a wire without a node at its end: {wire}"));
    }
    for diagnostic in &scenario.diagnostics {
        let at = diagnostic.at;
        if text.get(at.start as usize..at.end as usize).is_none() {
            return Err(format!("a place that is none: {diagnostic:?}"));
        }
    }
    if scenario.has_errors() {
        return Ok(false);
    }
    let world = run(&template::compile(&scenario), None).world;
    if world.balance().is_balanced() { Ok(true) } else { Err(format!("unbalanced: {:?}", world.balance())) }
}

/// Changes one value of each template so many times; returns how many changed templates ran.
fn change(files: &[PathBuf], changes: u64) -> usize {
    let mut sequence = Sequence(0x9e37_79b9_7f4a_7c15);
    let mut ran = 0;
    for file in files {
        let text = std::fs::read_to_string(file).expect("templates are UTF-8");
        let text = text.rsplit_once("\n---\n").map_or(&*text, |(template, _)| template);
        let mut ranges = Vec::new();
        scalars(&parse(text).0, &mut ranges);
        for n in 0..changes {
            // Now and then something is cut out, whatever it is.
            let (start, end) = match n % 4 {
                3 => cut(text, &mut sequence),
                _ => ranges[sequence.below(ranges.len())],
            };
            let value = if n % 4 == 3 { "" } else { VALUES[sequence.below(VALUES.len())] };
            let changed = format!("{}{value}{}", &text[..start], &text[end..]);
            let outcome = std::panic::catch_unwind(|| try_out(&changed));
            match outcome {
                Ok(Ok(runs)) => ran += usize::from(runs),
                Ok(Err(error)) => panic!("{}: {error}\n{changed}", file.display()),
                Err(_) => panic!("{}\n{changed}", file.display()),
            }
        }
    }
    ran
}

#[test]
fn no_value_in_a_template_of_ours_makes_a_run_panic() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    gather(&root.join("suite"), &mut files);
    gather(&root.join("../public/templates"), &mut files);
    files.sort();
    let ran = change(&files, CHANGES);
    println!("{ran} of {} changed templates ran", files.len() as u64 * CHANGES);
    assert!(ran > files.len(), "hardly any changed template ran: {ran}");
}

#[test]
fn no_value_in_a_real_template_makes_a_run_panic() {
    let Some(folder) = data_beside("sam") else { return };
    let mut files = Vec::new();
    gather(&folder, &mut files);
    files.sort();
    let ran = change(&files, CHANGES_OF_REAL);
    println!("{ran} of {} changed templates ran", files.len() as u64 * CHANGES_OF_REAL);
    assert!(ran > files.len(), "hardly any changed template ran: {ran} of {} files", files.len());
}
