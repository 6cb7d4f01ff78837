//! Properties of simulated resources that a run does not follow, or that AWS does not have.
//!
//! What a SAM resource has beyond SAM's own properties is told by the transform, which would lose it.

use crate::scenario::Scenario;
use crate::unfollowed::Names;
use aws::diagnostics::Diagnostic;
use std::collections::BTreeSet;

/// Reports each such property once for all resources of a type.
pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut reported = BTreeSet::new();
    for resource in &scenario.template.stack.resources {
        let Some(service) = aws::services::descriptor_of(&resource.type_name) else { continue };
        let names = Names { followed: &[service.properties], ignored: service.ignored };
        for (key, _) in resource.properties.entries() {
            if names.follow(&key.text) || !reported.insert((service.type_name, &*key.text)) {
                continue;
            }
            let path = format!("Resources.{}.Properties.{}", resource.id, key.text);
            let remark = names.remark(&format!("\"{}\"", service.type_name), key);
            found.extend(remark.map(|remark| remark.path(path)));
        }
    }
    found
}
