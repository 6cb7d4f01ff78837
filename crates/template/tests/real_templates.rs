//! Real templates are read without errors, and mean what AWS's own SAM translator makes of them.
//!
//! The data lies beside the project (`shared/data/sam`) and is not part of it: without it the tests say so and pass.

mod wiring;

use aws::diagnostics::Severity;
use std::io::Write;
use std::path::{Path, PathBuf};
use template::{ReadOptions, Template, read};

/// Templates with errors that are theirs, and why.
const BROKEN: &[(&str, &str)] = &[(
    "translator/tests__translator__input__function_with_event_dest_basic.yaml",
    "a test of the translator alone, which asks for a condition that the template does not have",
)];

fn folder() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/sam");
    if folder.is_dir() {
        return Some(folder);
    }
    // Past the capture of the test runner, so that it is seen.
    writeln!(std::io::stdout(), "\nskipped: no templates at {}", folder.display()).expect("a test can write");
    None
}

fn templates() -> Vec<(String, String)> {
    let Some(folder) = folder() else { return Vec::new() };
    let mut found = Vec::new();
    let mut folders = vec![folder.clone()];
    while let Some(at) = folders.pop() {
        for entry in std::fs::read_dir(&at).expect("the folder was there a moment ago").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if !name.ends_with(".wiring.json") && !name.ends_with(".md") {
                found.push((name, std::fs::read_to_string(&path).expect("templates are UTF-8")));
            }
        }
    }
    found.sort();
    found
}

fn template(text: &str) -> Template {
    read(text, &ReadOptions::default()).0
}

#[test]
fn real_templates_have_no_errors() {
    let mut wrong = Vec::new();
    let all = templates();
    for (name, text) in &all {
        let (_, diagnostics) = read(text, &ReadOptions::default());
        for diagnostic in &diagnostics {
            let span = diagnostic.at;
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{name}: {diagnostic:?}");
            if diagnostic.severity == Severity::Error && !BROKEN.iter().any(|(broken, _)| broken == name) {
                wrong.push(format!("{name}:{}:{} {}", span.line, span.column, diagnostic.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{} errors:\n{}", wrong.len(), wrong.join("\n"));
    println!("{} templates read", all.len());
}

#[test]
fn real_templates_have_no_properties_that_do_not_exist() {
    let mut wrong = Vec::new();
    for (name, text) in templates() {
        let (_, diagnostics) = read(&text, &ReadOptions::default());
        let unknown = diagnostics.iter().filter(|it| it.code == "unknown-property");
        wrong.extend(unknown.map(|it| format!("{name}:{} {}", it.at.line, it.message)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn edges_are_those_of_the_sam_translator() {
    let Some(folder) = folder() else { return };
    let mut tally = wiring::Tally::default();
    for (name, text) in templates() {
        let path = folder.join(format!("{name}.wiring.json"));
        let wanted = std::fs::read_to_string(&path).expect("each template has its wiring beside it");
        let wanted = serde_json::from_str(&wanted).expect("wirings are JSON");
        tally.compare(&name, &template(&text).stack, &wanted);
    }
    println!("{tally}");
    assert!(tally.unexpected().is_empty(), "{}", tally.unexpected().join("\n"));
}

#[test]
fn no_cut_or_change_of_a_real_template_makes_the_reader_panic() {
    // A fixed sequence, so that a failure repeats.
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    const PIECES: &[&str] =
        &[":", "\n", " ", "\t", "- ", "!Ref ", "[", "}", "\"", "'", "|", "&a ", "*a", "${", "#", "é", "\r"];
    for (_, text) in templates() {
        for _ in 0..3 {
            let mut at = next(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            let mut end = (at + next(40)).min(text.len());
            while !text.is_char_boundary(end) {
                end += 1;
            }
            let changed = format!("{}{}{}", &text[..at], PIECES[next(PIECES.len())], &text[end..]);
            let (read, diagnostics) = read(&changed, &ReadOptions::default());
            assert_eq!(&*read.source, changed);
            for diagnostic in diagnostics {
                let span = diagnostic.at;
                assert!(changed.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?}");
            }
        }
    }
}

#[test]
fn edits_of_real_templates_change_nothing_else() {
    use aws::service::properties::Value;
    use template::edit::{apply, remove, set_property};
    let (mut done, mut refused) = (0, 0);
    for (name, text) in templates() {
        let template = template(&text);
        let ids: Vec<&str> = template
            .tree
            .get("Resources")
            .map_or(Vec::new(), |resources| resources.entries().iter().map(|entry| &*entry.key.text).take(3).collect());
        for id in ids {
            let path = ["Resources", id, "Properties", "LambdariumNote"];
            let Ok(edits) = set_property(&text, &path, &Value::Integer(7)) else {
                refused += 1;
                continue;
            };
            let [edit] = &edits[..] else { panic!("{name}: one edit sets one value") };
            let after = apply(&text, &edits);
            assert!(after.starts_with(&text[..edit.range.start]) && after.ends_with(&text[edit.range.end..]), "{name}");
            let edits =
                set_property(&after, &path, &Value::Text("seven".into())).expect("what was set can be set again");
            let changed = apply(&after, &edits);
            let back = apply(&changed, &remove(&changed, &path).expect("what was set can be removed"));
            let read_back = template::source::parse(&back).0;
            let was = text.contains("LambdariumNote") || read_back.same_meaning(&template.tree);
            // A resource without properties keeps an empty map.
            assert!(was || back.contains("Properties: {}") || back.contains("{}"), "{name}: {id}");
            done += 1;
        }
    }
    println!("{done} edits done and undone, {refused} refused");
    assert!(refused * 20 <= done, "{refused} of {done} edits refused");
}
