//! Who sends.

use super::{PATH, unknown_resource};
use crate::reader::Template;
use crate::scenario::Client;
use aws::diagnostics::Diagnostic;
use aws::service::action::{Order, Taking};
use aws::service::properties::{Properties, Resource};
use aws::services::Config;
use aws::services::traffic::{SourceConfig, read_entry};
use std::sync::Arc;

/// Reads the entries of `Traffic` that have a name. One that cannot run is there without a configuration, so that it is
/// shown where it is mended.
pub fn traffic(template: &Template, problems: &mut Vec<Diagnostic>) -> Vec<Client> {
    let mut clients: Vec<Client> = Vec::new();
    for (index, entry) in template.metadata.get("Traffic").items().iter().enumerate() {
        let path = format!("{PATH}.Traffic.{index}");
        let config = config(entry, template, problems, &path);
        let Some(name) = entry.get("Name").scalar_text().map(Arc::<str>::from) else { continue };
        if clients.iter().any(|client| client.name == name) {
            let message = format!("the name \"{name}\" stands twice in \"Traffic\"");
            let at = entry.get("Name").at;
            problems
                .push(Diagnostic::error("name-twice", at, message).path(path).hint("reports use it: choose another"));
            continue;
        }
        let to = entry.get("To").text().or_else(|| entry.get("To").reference());
        let to = to.filter(|to| template.stack.resource(to).is_some()).map(Arc::from);
        clients.push(Client { name, index, to, config: config.map(Config::Traffic), position: None, at: entry.at });
    }
    clients
}

/// Reads an entry with what depends on whom it sends to; `None` where it cannot run.
fn config(entry: &Properties, template: &Template, problems: &mut Vec<Diagnostic>, path: &str) -> Option<SourceConfig> {
    let mut config = read_entry(entry, path, problems)?;
    let target = target(entry.get("To"), &config.targets, template, problems, path)?;
    let order = Order { action: entry.get("Action"), input: entry.get("Input"), target, path };
    let action = config.plan.as_ref().map(|plan| plan.action)?;
    match order.check(action, &template.stack, problems) {
        Taking::Taken => {}
        // The client has its row in the report, and sends to nobody.
        Taking::Later => config.targets.clear(),
        Taking::Refused => return None,
    }
    Some(config)
}

/// Returns what an entry sends to, which must be a resource of the template.
fn target<'a>(
    to: &Properties,
    targets: &[Arc<str>],
    template: &'a Template,
    problems: &mut Vec<Diagnostic>,
    path: &str,
) -> Option<&'a Resource> {
    let target = targets.first()?;
    let resource = template.stack.resource(target);
    if resource.is_none() {
        let ids: Vec<&str> = template.stack.resources.iter().map(|resource| &*resource.id).collect();
        problems.push(unknown_resource(target, to.at, &ids).path(format!("{path}.To")));
    }
    resource
}
