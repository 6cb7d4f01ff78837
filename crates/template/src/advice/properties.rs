//! Properties of simulated resources that a run does not follow, or that AWS does not have.
//!
//! Of what the transform makes of SAM's own properties the transform tells, by the names that were written.

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
            // Nobody wrote what has no place.
            if !key.at.is_known() || names.follow(&key.text) || !reported.insert((service.type_name, &*key.text)) {
                continue;
            }
            let path = format!("Resources.{}.Properties.{}", resource.id, key.text);
            let remark = names.remark(&format!("\"{}\"", service.type_name), key);
            found.extend(remark.map(|remark| remark.path(path)));
        }
    }
    found
}
