//! Who sends.

use super::{PATH, unknown_resource};
use crate::reader::Template;
use crate::scenario::Client;
use aws::diagnostics::Diagnostic;
use aws::service::properties::Properties;
use aws::services::Config;
use aws::services::traffic::read_entry;
use std::sync::Arc;

/// Reads the entries of `Traffic`.
pub fn traffic(template: &Template, problems: &mut Vec<Diagnostic>) -> Vec<Client> {
    let mut clients: Vec<Client> = Vec::new();
    for (index, entry) in template.metadata.get("Traffic").items().iter().enumerate() {
        let Some(config) = read_entry(entry, problems) else { continue };
        let path = format!("{PATH}.Traffic.{index}");
        let name = config.name.clone();
        if !is_target(entry.get("To"), &config.targets, template, problems, &path) {
            continue;
        }
        if clients.iter().any(|client| client.name == name) {
            let message = format!("the name \"{name}\" stands twice in \"Traffic\"");
            let at = entry.get("Name").at;
            problems
                .push(Diagnostic::error("name-twice", at, message).path(path).hint("reports use it: choose another"));
            continue;
        }
        clients.push(Client { name, config: Config::Traffic(config), at: entry.at });
    }
    clients
}

/// Tells whether what an entry sends to is a resource of the template.
fn is_target(
    to: &Properties,
    targets: &[Arc<str>],
    template: &Template,
    problems: &mut Vec<Diagnostic>,
    path: &str,
) -> bool {
    let Some(target) = targets.first() else { return false };
    if template.stack.resource(target).is_some() {
        return true;
    }
    let ids: Vec<&str> = template.stack.resources.iter().map(|resource| &*resource.id).collect();
    problems.push(unknown_resource(target, to.at, &ids).path(format!("{path}.To")));
    false
}
