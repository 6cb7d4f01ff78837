//! `cargo xtask bench`: measures natively and in Chromium, and prints one table.
//!
//! A benchmark program prints one JSON object a line and nothing else on its standard output:
//!
//! ```json
//! {"name": "loss system", "value": 1300000, "unit": "invocations/s",
//!  "baseline": 4600000, "baseline_name": "bare heap loop", "target": 1200000}
//! ```
//!
//! `baseline`, `baseline_name` and `target` may be missing.
//! The native one is the binary `bench` of the package `suite`; the one in the browser is `tests/browser/bench.mjs`,
//! which finds the built site in `dist/` and the browser in the variable CHROMIUM.

use serde_json::Value;

use crate::build::{self, sizes};
use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;
use crate::{setup, shell};

/// The most that may be loaded before the page is alive [kB, gzipped].
const START_TARGET_KB: f64 = 500.0;

/// One measured figure beside what it is compared with.
#[derive(Debug, PartialEq)]
struct Figure {
    place: &'static str,
    name: String,
    value: f64,
    unit: String,
    baseline: Option<(f64, String)>,
    target: Option<f64>,
}

/// Measures natively, and unless `--native` is given also in the browser, with the size of the site.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let native_only = match arguments {
        [] => false,
        [flag] if flag == "--native" => true,
        [other, ..] => return Err(Failure::usage(format!("'bench' does not know '{other}'"))),
    };
    let mut figures = native(workspace)?;
    if !native_only {
        figures.extend(browser(workspace)?);
        figures.push(start_size(workspace)?);
    }
    print!("{}", table(&figures));
    Ok(())
}

fn native(workspace: &Workspace) -> Outcome<Vec<Figure>> {
    let has_bench = workspace.root().join("tests/src/bin/bench.rs").is_file()
        || workspace.root().join("tests/src/bin/bench/main.rs").is_file();
    if !has_bench {
        return Err(Failure::task(
            "the package 'suite' has no binary 'bench' to measure with (tests/src/bin/bench.rs)",
        ));
    }
    let mut command = workspace.cargo();
    command.args(["run", "--release", "--quiet", "--package", "suite", "--bin", "bench"]);
    let lines = shell::timed("measuring natively", || shell::output(&mut command))?;
    figures("native", &lines)
}

fn browser(workspace: &Workspace) -> Outcome<Vec<Figure>> {
    let script = workspace.browser_tests().join("bench.mjs");
    if !script.is_file() {
        return Err(Failure::task(format!("{} is missing; `bench --native` does without it", script.display())));
    }
    let site_tools = setup::site_tools(workspace)?;
    let browser_tools = setup::browser_tools(workspace)?;
    build::site(workspace, &site_tools)?;
    let engine = engine_for_wasm(workspace, &site_tools)?;
    let mut node = site_tools.command(workspace, "node")?;
    node.arg(script).env("CHROMIUM", browser_tools.chromium).env("SPEED", engine);
    let lines = shell::timed("measuring in Chromium", || shell::output(&mut node))?;
    figures("Chromium", &lines)
}

/// Builds the example `speed` of the package `suite` as the page is built, and returns the folder that it lies in.
fn engine_for_wasm(workspace: &Workspace, site_tools: &setup::SiteTools) -> Outcome<std::path::PathBuf> {
    let (target, profile) = ("wasm32-unknown-unknown", "site");
    let build = ["build", "--package", "suite", "--example", "speed", "--target", target, "--profile", profile];
    shell::timed("the engine for WASM", || shell::run(workspace.cargo().args(build)))?;
    let wasm = workspace.target().join(target).join(profile).join("examples/speed.wasm");
    let folder = workspace.target().join("speed");
    let mut bind = site_tools.command(workspace, "wasm-bindgen")?;
    shell::run(bind.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder).arg(wasm))?;
    Ok(folder)
}

fn start_size(workspace: &Workspace) -> Outcome<Figure> {
    let bytes = sizes::gzipped_to_start(&sizes::measure(&workspace.dist())?);
    #[expect(clippy::cast_precision_loss, reason = "a site of more than 2^53 bytes has other troubles")]
    let value = bytes as f64 / 1_000.0;
    Ok(Figure {
        place: "site",
        name: "gzipped before the page is alive".to_owned(),
        value,
        unit: "kB".to_owned(),
        baseline: None,
        target: Some(START_TARGET_KB),
    })
}

/// Reads the lines of a benchmark program.
fn figures(place: &'static str, lines: &str) -> Outcome<Vec<Figure>> {
    lines.lines().filter(|line| !line.trim().is_empty()).map(|line| figure(place, line)).collect()
}

fn figure(place: &'static str, line: &str) -> Outcome<Figure> {
    let wrong = |what: &str| Failure::task(format!("a benchmark line {what}: {line}"));
    let object: Value = serde_json::from_str(line).map_err(|_| wrong("is no JSON"))?;
    let text = |key: &str| object[key].as_str().map(str::to_owned);
    let baseline = object["baseline"].as_f64().map(|value| (value, text("baseline_name").unwrap_or_default()));
    Ok(Figure {
        place,
        name: text("name").ok_or_else(|| wrong("has no name"))?,
        value: object["value"].as_f64().ok_or_else(|| wrong("has no number as its value"))?,
        unit: text("unit").unwrap_or_default(),
        baseline,
        target: object["target"].as_f64(),
    })
}

/// Writes the figures as a Markdown table, ready for the README.
fn table(figures: &[Figure]) -> String {
    let mut text =
        String::from("| where | what | measured | baseline | of it | to reach |\n|---|---|---:|---:|---:|---:|\n");
    for Figure { place, name, value, unit, baseline, target } in figures {
        let (beside, share) = match baseline {
            Some((base, of)) => (format!("{} ({of})", number(*base)), format!("{:.2}", value / base)),
            None => ("–".to_owned(), "–".to_owned()),
        };
        let target = target.map_or("–".to_owned(), number);
        text.push_str(&format!("| {place} | {name} | {} {unit} | {beside} | {share} | {target} |\n", number(*value)));
    }
    text
}

/// Writes large numbers in groups of three digits and small ones with a decimal.
fn number(value: f64) -> String {
    if value.abs() < 1_000.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_row_beside_its_baseline() {
        let line = r#"{"name":"loss system","value":1300000,"unit":"/s","baseline":4600000,"baseline_name":"heap","target":1200000}"#;
        let rows = table(&figures("native", line).unwrap());
        assert!(
            rows.ends_with("| native | loss system | 1,300,000 /s | 4,600,000 (heap) | 0.28 | 1,200,000 |\n"),
            "{rows}"
        );
    }

    #[test]
    fn a_line_without_a_value_is_refused_with_the_line() {
        let problem = figures("native", "{\"name\":\"x\"}").unwrap_err().to_string();
        assert_eq!(problem, "a benchmark line has no number as its value: {\"name\":\"x\"}");
    }
}
