//! What AWS refuses of a function at a hook (EDGE-09, EDGE-11, EDGE-13).

use super::super::config::{Behaviour, HookPoint};
use super::super::limits;
use crate::behaviour::read::whole;
use crate::diagnostics::Diagnostic;
use crate::profile::Profile;
use crate::rules::Rule;
use crate::service::Reading;
use crate::service::properties::{Properties, Resource, Value};

pub(super) fn refuse(at: &Properties, path: &str, message: String, hint: &str, reading: &mut Reading<'_>) {
    let problem = Diagnostic::error("not-at-the-edge", at.at, message).path(path);
    reading.problems.push(problem.hint(format!("{hint}: {}", limits::EDGE_13.sentence)));
}

/// Reports what a function at a hook may not have (EDGE-09, EDGE-13).
pub(super) fn check_function(
    function: &Resource,
    point: HookPoint,
    (arn, path): (&Properties, &str),
    reading: &mut Reading<'_>,
) {
    let (properties, id, profile) = (&function.properties, &function.id, reading.profile());
    if &*reading.settings.region != "us-east-1" {
        refuse(arn, path, format!("function '{id}' is not in us-east-1"), "deploy the stack there", reading);
    }
    let runtime = properties.get("Runtime").text().unwrap_or_default();
    if !runtime.is_empty() && !runtime.starts_with("nodejs") && !runtime.starts_with("python") {
        refuse(arn, path, format!("runtime '{runtime}' does not run at the edge"), "use Node.js or Python", reading);
    }
    let forbidden = [
        ("VpcConfig", "a VPC"),
        ("DeadLetterConfig", "a dead-letter queue"),
        ("Environment.Variables", "environment variables"),
        ("Layers", "layers"),
        ("ReservedConcurrentExecutions", "reserved concurrency"),
    ];
    for (property, name) in forbidden {
        let value = properties.at_path(property);
        let is_empty = match &value.value {
            Value::Null => true,
            Value::Map(entries) => entries.is_empty(),
            Value::List(items) => items.is_empty(),
            _ => false,
        };
        if !is_empty {
            refuse(value, path, format!("function '{id}' at {} has {name}", point.name()), "remove it", reading);
        }
    }
    if properties.at_path("TracingConfig.Mode").text() == Some("Active") {
        refuse(arn, path, format!("function '{id}' at {} is traced actively", point.name()), "turn it off", reading);
    }
    check_now(function, point, (arn, path), reading);
    check_package(function, point, (arn, path), reading);
    check_role(function, (arn, path), reading);
    let rows = [
        ("Timeout", 3, limits::timeout_seconds_max(point, profile), "s"),
        ("MemorySize", 128, limits::memory_mb_max(point, profile), "MB"),
    ];
    for (property, default, max, unit) in rows {
        let value = properties.get(property);
        let given = value.integer().unwrap_or(default);
        if given > max {
            let rule: &Rule = &limits::EDGE_09_LIMITS;
            let message = format!("{property} of '{id}' is {given} {unit}, but at {} at most {max}", point.name());
            let problem = Diagnostic::error("edge-limit", value.at, message)
                .path(format!("Resources.{id}.Properties.{property}"));
            reading.problems.push(problem.hint(format!("at most {max} {unit}: {}", rule.sentence)));
        }
    }
}

/// Reports what only today's list of restrictions names.
fn check_now(function: &Resource, point: HookPoint, (arn, path): (&Properties, &str), reading: &mut Reading<'_>) {
    if reading.profile() == Profile::Aws2020 {
        return;
    }
    let (properties, id) = (&function.properties, &function.id);
    let is_arm = properties.get("Architectures").items().iter().any(|item| item.text() == Some("arm64"));
    let is_image = properties.get("PackageType").text() == Some("Image");
    let has_storage = properties.at_path("EphemeralStorage.Size").integer().is_some_and(|size| size > 512);
    let rows =
        [(is_arm, "runs on arm64"), (is_image, "is a container image"), (has_storage, "has more than 512 MB of /tmp")];
    for (_, what) in rows.into_iter().filter(|(is_so, _)| *is_so) {
        refuse(arn, path, format!("function '{id}' at {} {what}", point.name()), "change it", reading);
    }
}

/// Reports the ARN of a function outside the template that is no numbered version in us-east-1, and that what is not
/// in the template is not simulated.
pub(super) fn check_outside(function: &str, (arn, path): (&Properties, &str), reading: &mut Reading<'_>) {
    let parts: Vec<&str> = function.split(':').collect();
    if let [_, _, "lambda", region, _, "function", _, version @ ..] = parts.as_slice() {
        if *region != "us-east-1" {
            refuse(arn, path, format!("function '{function}' is not in us-east-1"), "use one that is", reading);
        }
        if !version.first().is_some_and(|version| version.bytes().all(|byte| byte.is_ascii_digit())) {
            refuse(arn, path, format!("'{function}' is no numbered version"), "name a version", reading);
        }
    }
    let message = format!("function '{function}' is no resource of the template, so nothing runs at this hook");
    let problem = Diagnostic::info("not-simulated", arn.at, message).path(path);
    reading.problems.push(problem.hint("add the function and a version of it to simulate it"));
}

/// Reports more functions at hooks, or distributions that have some, than an account may have (EDGE-11).
pub(super) fn check_count(behaviours: &[Behaviour], reading: &mut Reading<'_>) {
    let associations = behaviours.iter().flat_map(|behaviour| behaviour.hooks.iter().flatten()).count();
    let (resource, profile) = (reading.resource, reading.profile());
    let path = format!("Resources.{}.Properties.DistributionConfig", resource.id);
    let mut report = |message: String| {
        let problem = Diagnostic::error("edge-limit", resource.at, message).path(path.clone());
        reading.problems.push(problem.hint(limits::EDGE_11.sentence));
    };
    if associations > limits::ASSOCIATIONS_MAX {
        report(format!("{associations} hooks of '{}' have a function", resource.id));
    }
    let has_hooks = |distribution: &&Resource| {
        let config = distribution.properties.get("DistributionConfig");
        let mut behaviours = config.get("CacheBehaviors").items().iter().chain([config.get("DefaultCacheBehavior")]);
        behaviours.any(|behaviour| !behaviour.get("LambdaFunctionAssociations").items().is_empty())
    };
    let distributions = reading.stack.of_type(&resource.type_name).filter(has_hooks);
    let before = distributions.take_while(|distribution| distribution.id != resource.id).count();
    if associations > 0 && before >= limits::distributions_max(profile) {
        report(format!("'{}' is distribution number {} with functions at hooks", resource.id, before + 1));
    }
}

/// Reports a package that is too large (EDGE-09).
fn check_package(function: &Resource, point: HookPoint, (arn, path): (&Properties, &str), reading: &mut Reading<'_>) {
    let package = reading.metadata.get("Functions").get(&function.id).get("Package");
    // What is wrong with the number itself the function reports.
    let bytes = whole(package.get("Zipped"), &mut Vec::new(), path).map(u64::from);
    let max = limits::package_bytes_max(point, reading.profile());
    if let Some(bytes) = bytes.filter(|bytes| *bytes > max) {
        let id = &function.id;
        let message = format!("the package of '{id}' has {bytes} bytes, but at {} at most {max}", point.name());
        let problem = Diagnostic::error("edge-limit", arn.at, message).path(path);
        reading.problems.push(problem.hint(format!("make it smaller: {}", limits::EDGE_09_LIMITS.sentence)));
    }
}

/// Warns where a role of the template does not let Lambda@Edge assume it (EDGE-13).
fn check_role(function: &Resource, (arn, path): (&Properties, &str), reading: &mut Reading<'_>) {
    let stack = reading.stack;
    let role = stack.target(function.properties.get("Role")).and_then(|id| stack.resource(id));
    let Some(role) = role.filter(|role| &*role.type_name == "AWS::IAM::Role") else { return };
    let statements = role.properties.at_path("AssumeRolePolicyDocument.Statement").items();
    let lets_in = |statement: &Properties| {
        let services = statement.at_path("Principal.Service").items();
        services.iter().any(|service| service.text() == Some("edgelambda.amazonaws.com"))
    };
    if statements.is_empty() || statements.iter().any(lets_in) {
        return;
    }
    let message = format!("role '{}' of '{}' cannot be assumed by edgelambda.amazonaws.com", role.id, function.id);
    let problem = Diagnostic::warning("edge-role", arn.at, message).path(path);
    let hint = "name lambda.amazonaws.com and edgelambda.amazonaws.com in its AssumeRolePolicyDocument";
    reading.problems.push(problem.hint(hint));
}
