//! `cargo xtask new-service NAME`: the folder of a new AWS service, ready to be filled.
//!
//! The texts lie in `skeleton/`, one for each file of the folder, with `{name}` for the name in snake case and
//! `{Name}` for it in words.

use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::workspace::Workspace;

/// The files of a service and what they start as; `crates/aws/src/services/README.md` says what each is for.
const SKELETON: &[(&str, &str)] = &[
    ("mod.rs", include_str!("skeleton/mod.rs.txt")),
    ("config.rs", include_str!("skeleton/config.rs.txt")),
    ("limits.rs", include_str!("skeleton/limits.rs.txt")),
    ("fields.rs", include_str!("skeleton/fields.rs.txt")),
    ("cfn.rs", include_str!("skeleton/cfn.rs.txt")),
    ("tests.rs", include_str!("skeleton/tests.rs.txt")),
];

/// Writes the folder and says what is left to do.
pub(crate) fn command(workspace: &Workspace, arguments: &[String]) -> Outcome {
    let [name] = arguments else {
        return Err(Failure::usage("'new-service' takes one name, as in `cargo xtask new-service step_functions`"));
    };
    check_name(name)?;
    let folder = workspace.root().join("crates/aws/src/services").join(name);
    if folder.exists() {
        return Err(Failure::task(format!("{} is there already", folder.display())));
    }
    for (file, text) in SKELETON {
        write(&folder.join(file), &filled(text, name))?;
    }
    let scenarios = workspace.root().join("tests/suite").join(name);
    std::fs::create_dir_all(&scenarios)
        .map_err(Failure::while_doing(format!("cannot make {}", scenarios.display())))?;
    println!("Wrote {}.", folder.display());
    println!("Left to do, in this order; `cargo xtask tidy` reminds of it:");
    println!("  1. add its pub mod and its line of services! to crates/aws/src/services/mod.rs");
    println!("  2. fill limits.rs from the service's documentation, then config.rs, fields.rs, cfn.rs and the model");
    println!("  3. give actions that nobody took before their parameters in crates/aws/src/service/action/list.rs");
    println!("  4. put at least three scenarios into tests/suite/{name}/ and run `cargo suite {name}`");
    println!("  5. draw its icon in web/src/widgets/icon/drawings.rs, under the name that its description gives");
    Ok(())
}

fn check_name(name: &str) -> Outcome {
    let snake = name.starts_with(|it: char| it.is_ascii_lowercase())
        && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    if snake { Ok(()) } else { Err(Failure::usage(format!("'{name}' is not in snake case, as a module is named"))) }
}

fn filled(text: &str, name: &str) -> String {
    text.replace("{name}", name).replace("{Name}", &in_words(name))
}

/// Turns `step_functions` into `Step functions`.
fn in_words(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

fn write(path: &Path, text: &str) -> Outcome {
    let problem = || Failure::while_doing(format!("cannot write {}", path.display()));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(problem())?;
    }
    std::fs::write(path, text).map_err(problem())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_filled_in_both_forms() {
        assert_eq!(
            filled("//! {Name}, the folder {name}.", "step_functions"),
            "//! Step functions, the folder step_functions."
        );
    }

    #[test]
    fn only_snake_case_is_a_name() {
        assert!(check_name("sqs").is_ok() && check_name("api_gateway2").is_ok());
        assert!(check_name("Sqs").is_err() && check_name("../x").is_err() && check_name("").is_err());
    }

    #[test]
    fn the_skeleton_says_all_that_a_descriptor_says() {
        let (_, service) = include_str!("../../../aws/src/service/mod.rs")
            .split_once("pub struct Descriptor {")
            .expect("services have descriptors");
        let (fields, _) = service.split_once("\n}").expect("it ends");
        let names = fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':')).map(|it| it.0);
        let (_, skeleton) = SKELETON.iter().find(|(name, _)| name.contains("fields")).expect("it has fields");
        let missing: Vec<&str> = names.filter(|name| !skeleton.contains(&format!("\n    {name}: "))).collect();
        assert_eq!(missing, [""; 0]);
    }

    #[test]
    fn the_skeleton_has_the_sections_that_tidy_asks_for() {
        let (_, module) = SKELETON[0];
        for section in ["# Simulated", "# Simplified", "# Not simulated", "# Sources"] {
            assert!(module.contains(&format!("//! {section}\n")), "{section}");
        }
    }
}
