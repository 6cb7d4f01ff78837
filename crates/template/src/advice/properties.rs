//! Properties of simulated resources that a run does not follow, or that AWS does not have.

use crate::scenario::Scenario;
use aws::behaviour::read::nearest;
use aws::diagnostics::Diagnostic;
use std::collections::BTreeSet;

/// Reports each such property once for all resources of a type.
pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut reported = BTreeSet::new();
    for resource in &scenario.template.stack.resources {
        let Some(service) = aws::services::descriptor_of(&resource.type_name) else { continue };
        let known = [service.properties, service.ignored].concat();
        for (key, _) in resource.properties.entries() {
            let name = &*key.text;
            if service.properties.contains(&name) || !reported.insert((service.type_name, name)) {
                continue;
            }
            let near = if known.contains(&name) { None } else { nearest(name, &known) };
            let problem = match near {
                Some(near) => {
                    let message = format!("\"{}\" has no property \"{name}\"", service.type_name);
                    Diagnostic::warning("unknown-property", key.at, message).hint(format!("did you mean \"{near}\"?"))
                }
                None => {
                    let message = format!("the property \"{name}\" of \"{}\" is not simulated", service.type_name);
                    let hint = "it is kept in the template, and the run goes on without it";
                    Diagnostic::info("not-simulated", key.at, message).hint(hint)
                }
            };
            found.push(problem.path(format!("Resources.{}.Properties.{name}", resource.id)));
        }
    }
    found
}
