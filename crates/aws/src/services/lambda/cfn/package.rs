//! What a function is packed in: sizes that AWS refuses, and the settings of its code that a run does not follow yet.

use super::super::limits;
use crate::behaviour::read::{check_keys, whole, word};
use crate::diagnostics::{Diagnostic, Span};
use crate::rules::Rule;
use crate::service::Reading;
use crate::service::properties::Properties;

/// Checks `Package` and the layers.
pub(super) fn check(reading: &mut Reading<'_>, behaviour: &Properties, path: &str) {
    let package = behaviour.get("Package");
    let path = format!("{path}.Package");
    if !check_keys(package, &["Zipped", "Unzipped", "From"], reading.problems, &path) {
        return;
    }
    let mut bytes = |name: &str| whole(package.get(name), reading.problems, &format!("{path}.{name}")).map(u64::from);
    let (zipped, unzipped) = (bytes("Zipped"), bytes("Unzipped"));
    let from =
        word(package.get("From"), &["Upload", "S3", "Inline", "Image"], reading.problems, &format!("{path}.From"));
    if from == Some("Image") && !reading.profile().is_now() {
        let message = "there are no container images in September 2020".to_owned();
        return refuse(reading, &format!("{path}.From"), package.get("From").at, &limits::PKG_07, message);
    }
    if from == Some("Image") {
        return;
    }
    if from == Some("Upload") && zipped.unwrap_or(limits::ZIPPED_BYTES_DEFAULT) > limits::ZIPPED_BYTES_MAX {
        let message = format!("Zipped size must be smaller than {} bytes", limits::ZIPPED_BYTES_MAX);
        refuse(reading, &format!("{path}.Zipped"), package.get("Zipped").at, &limits::PKG_01, message);
    }
    check_unzipped(reading, package, unzipped, &path);
}

fn check_unzipped(reading: &mut Reading<'_>, package: &Properties, unzipped: Option<u64>, path: &str) {
    let layers = reading.resource.properties.get("Layers");
    if layers.items().len() > limits::LAYERS_MAX {
        let message = format!("Cannot reference more than {} layers.", limits::LAYERS_MAX);
        refuse(reading, &reading.path_of("Layers"), layers.at, &limits::PKG_04, message);
    }
    let sizes = reading.metadata.get("Layers");
    let size = |layer: &Properties| {
        let id = reading.stack.target(layer)?;
        sizes.get(id).get("Unzipped").integer().and_then(|bytes| u64::try_from(bytes).ok())
    };
    let of_layers: u64 = layers.items().iter().filter_map(size).fold(0, u64::saturating_add);
    let total = unzipped.unwrap_or(limits::UNZIPPED_BYTES_DEFAULT).saturating_add(of_layers);
    if total > limits::UNZIPPED_BYTES_MAX {
        let message = format!("Unzipped size must be smaller than {} bytes", limits::UNZIPPED_BYTES_MAX);
        let at = [package.get("Unzipped").at, layers.at].into_iter().find(|at| at.is_known()).unwrap_or_default();
        refuse(reading, &format!("{path}.Unzipped"), at, &limits::PKG_01, message);
    }
}

fn refuse(reading: &mut Reading<'_>, path: &str, at: Span, rule: &Rule, message: String) {
    let hint = format!("{} ({})", rule.sentence, rule.id);
    reading.problems.push(Diagnostic::error("package-refused", at, message).path(path).hint(hint));
}

/// Checks the keys of a function's behaviour that are read, kept, and followed by no run yet.
pub(super) fn check_kept(reading: &mut Reading<'_>, behaviour: &Properties, path: &str) {
    let calls_back = behaviour.get("CallsBack");
    word(calls_back, &["Success", "Failure", "Never"], reading.problems, &format!("{path}.CallsBack"));
    let connections = behaviour.get("Connections");
    if check_keys(connections, &["Opens"], reading.problems, &format!("{path}.Connections")) {
        let path = format!("{path}.Connections.Opens");
        word(connections.get("Opens"), &["Init", "Handler"], reading.problems, &path);
    }
    for (key, value) in behaviour.entries().iter().filter(|(key, _)| ["CallsBack", "Connections"].contains(&&*key.text))
    {
        let message = format!("\"{}\" is not simulated yet", key.text);
        let problem = Diagnostic::info("not-simulated", value.at, message).path(format!("{path}.{}", key.text));
        reading.problems.push(problem.hint("it is kept in the template, and the run goes on without it"));
    }
}
