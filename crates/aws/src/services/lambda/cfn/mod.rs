//! Reads a function: the resource itself, what other resources say of it, and how its code behaves.

mod package;

use super::config::{Behaviour, Config, Target, TargetKind};
use super::limits;
use crate::behaviour::{Call, answers, read as behaviour};
use crate::diagnostics::Diagnostic;
use crate::service::action::{Order, known_action};
use crate::service::properties::{Properties, Resource, Value};
use crate::service::target::End;
use crate::service::{Reading, Style, Wire};
use crate::services::descriptor_of;
use kernel::SimDuration;
use std::sync::Arc;

pub(super) fn read(reading: &mut Reading<'_>) -> Config {
    let defaults = Config::default();
    let memory_mb = memory_mb(reading).unwrap_or(defaults.memory_mb);
    let reserved_concurrent_executions = reservation(reading);
    let whole = |name: &str| reading.property(name).integer().and_then(|number| u32::try_from(number).ok());
    let seconds = |number: u32| SimDuration::from_secs(number.into());
    let config = Config {
        logical_id: reading.resource.id.clone(),
        function_name: reading.stack.name_of(reading.resource).into(),
        timeout: whole("Timeout").map_or(defaults.timeout, seconds),
        memory_mb,
        ephemeral_storage_mb: whole("EphemeralStorage.Size").unwrap_or(defaults.ephemeral_storage_mb),
        has_own_runtime: has_own_runtime(reading),
        reserved_concurrent_executions,
        terminates_loops: reading.property("RecursiveLoop").text() != Some("Allow"),
        settings: settings(&reading.resource.properties).into(),
        ..defaults
    };
    let resource = reading.resource;
    let dead_letter = resource.properties.at_path("DeadLetterConfig.TargetArn");
    let path = reading.path_of("DeadLetterConfig.TargetArn");
    let outside = outside(reading, "DeadLetter", dead_letter);
    let dead_letter = target(reading, dead_letter, &path).filter(|target| takes_dead_letters(reading, target));
    let config = Config { dead_letter, outside, behaviour: read_behaviour(reading), ..config };
    with_invoke_config(reading, config)
}

fn has_own_runtime(reading: &Reading<'_>) -> bool {
    let package = reading.metadata.get("Functions").get(&reading.resource.id).at_path("Package.From").text();
    reading.property("Runtime").text().is_some_and(|runtime| runtime.starts_with("provided"))
        || reading.property("PackageType").text() == Some("Image")
        || package == Some("Image")
}

/// Returns what environments are made with: all properties but those that Lambda keeps apart from the configuration.
fn settings(properties: &Properties) -> String {
    let apart = ["FunctionName", "ReservedConcurrentExecutions", "RecursiveLoop", "Tags"];
    let mut json = properties.json();
    if let Some(map) = json.as_object_mut() {
        map.retain(|name, _| !apart.contains(&&**name));
    }
    json.to_string()
}

pub(super) fn wires(config: &Config) -> Vec<Wire> {
    let own = &config.logical_id;
    let hand_overs =
        [("DeadLetter", &config.dead_letter), ("OnSuccess", &config.on_success), ("OnFailure", &config.on_failure)];
    let hand_over = |(kind, target): (&'static str, &Option<Target>)| {
        let target = target.as_ref()?;
        let wire = Wire::new(kind, own, &target.id);
        Some(if target.kind == TargetKind::Function { wire.invoking(Style::Async) } else { wire })
    };
    let call = |call: &Call| Wire::new("Call", own, &call.to);
    let outside = config.outside.iter().map(|(kind, end)| match end {
        End::Resource { id, .. } => Wire::new(kind, own, id),
        End::External(label) => Wire::to_outside(kind, own, label),
    });
    let calls = config.behaviour.calls.iter().filter(|call| !is_outside(&call.to)).map(call);
    hand_overs.into_iter().filter_map(hand_over).chain(outside).chain(calls).collect()
}

/// Names that a call may have besides logical ids.
fn is_outside(to: &str) -> bool {
    to == "Internet"
}

/// Reads the memory, which in 2020 comes in steps.
fn memory_mb(reading: &mut Reading<'_>) -> Option<u32> {
    let memory = reading.resource.properties.get("MemorySize");
    let step = limits::memory_step_mb(reading.profile());
    if memory.integer().is_some_and(|mb| mb % step != 0) {
        let message = format!("the memory is no multiple of {step} MB");
        let problem =
            Diagnostic::error("out-of-range", memory.at, message).hint(format!("choose a multiple of {step}"));
        reading.refuse("MemorySize", problem);
        return None;
    }
    memory.integer().and_then(|mb| u32::try_from(mb).ok())
}

/// CONC-04: functions are deployed in the order of the template, so the first that leaves too little is refused.
fn reservation(reading: &mut Reading<'_>) -> Option<u32> {
    const PROPERTY: &str = "ReservedConcurrentExecutions";
    let limit = i64::from(reading.settings.concurrent_executions);
    let minimum = i64::from(crate::stack::account::UNRESERVED_MIN);
    let is_granted = |reserved: i64, wanted: i64| wanted <= 0 || reserved.saturating_add(wanted) <= limit - minimum;
    let own = reading.resource.properties.get(PROPERTY);
    let wanted = own.integer()?;
    let earlier =
        reading.stack.of_type(&reading.resource.type_name).take_while(|other| other.id != reading.resource.id);
    // Of those before, what was refused reserves nothing.
    let reserved = earlier
        .filter_map(|other| other.properties.get(PROPERTY).integer())
        .fold(0, |sum, wanted| sum + if is_granted(sum, wanted) { wanted.max(0) } else { 0 });
    if !is_granted(reserved, wanted) {
        let message = format!(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution \
             below its minimum value of [{minimum}]."
        );
        let hint = format!(
            "reserve {} or less, or raise \"Account.ConcurrentExecutions\"",
            (limit - minimum - reserved).max(0)
        );
        reading.refuse(PROPERTY, Diagnostic::error("reserved-concurrency", own.at, message).hint(hint));
        return None;
    }
    u32::try_from(wanted).ok()
}

/// Returns what a property that names a target leads to.
fn target(reading: &mut Reading<'_>, value: &Properties, path: &str) -> Option<Target> {
    if value.is_absent() {
        return None;
    }
    let id = reading.stack.target(value);
    let kind = id.and_then(|id| TargetKind::of_type(&reading.stack.resource(id)?.type_name));
    if let (Some(id), Some(kind)) = (id, kind) {
        return Some(Target { id: id.into(), kind });
    }
    let problem =
        Diagnostic::info("not-simulated", value.at, "the playground does not simulate this target").path(path);
    reading.problems.push(problem.hint("use a queue, a topic, a function or a bucket of the template"));
    None
}

/// Returns the end of a hand-over that no run plays, for the graph.
fn outside(reading: &Reading<'_>, kind: &'static str, value: &Properties) -> Vec<(&'static str, End)> {
    let is_outside = |end: &End| match end {
        End::Resource { type_name, .. } => TargetKind::of_type(type_name).is_none(),
        End::External(_) => true,
    };
    End::find(reading.stack, value).filter(is_outside).map(|end| (kind, end)).into_iter().collect()
}

/// ASYNC-13: only standard queues and topics take dead letters.
fn takes_dead_letters(reading: &mut Reading<'_>, target: &Target) -> bool {
    let is_fifo = reading.stack.resource(&target.id).is_some_and(is_fifo);
    if matches!(target.kind, TargetKind::Queue | TargetKind::Topic) && !is_fifo {
        return true;
    }
    let at = reading.property("DeadLetterConfig.TargetArn").at;
    let what = match target.kind {
        TargetKind::Function => "is a function",
        TargetKind::Bucket => "is a bucket",
        TargetKind::Queue | TargetKind::Topic => "is a FIFO resource",
    };
    let message = format!("the dead-letter target \"{}\" {what}", target.id);
    let problem = Diagnostic::error("dead-letter-target", at, message);
    let problem = problem.path(reading.path_of("DeadLetterConfig.TargetArn"));
    reading.problems.push(problem.hint("use a standard queue or a standard topic"));
    false
}

fn is_fifo(resource: &Resource) -> bool {
    let names = ["FifoQueue", "FifoTopic"];
    names.iter().any(|name| resource.properties.get(name).boolean() == Some(true))
}

/// Adds what an `AWS::Lambda::EventInvokeConfig` says of the function: of its unpublished version, or else of a version
/// or alias, which is then what its sources invoke.
fn with_invoke_config(reading: &mut Reading<'_>, mut config: Config) -> Config {
    let stack = reading.stack;
    let own_id = &reading.resource.id;
    let is_own = |resource: &&Resource| {
        let name = resource.properties.get("FunctionName");
        stack.target(name).map_or_else(|| name.text() == Some(&*config.function_name), |id| id == &**own_id)
    };
    let is_latest = |resource: &&Resource| {
        let qualifier = resource.properties.get("Qualifier");
        qualifier.is_absent() || qualifier.text() == Some("$LATEST")
    };
    let own = || stack.of_type("AWS::Lambda::EventInvokeConfig").filter(is_own);
    // Versions and aliases stand for their function, so the settings of one do where the function has none itself.
    let Some(resource) = own().find(is_latest).or_else(|| own().next()) else { return config };
    if !is_latest(&resource) {
        let message = "versions and aliases are not simulated: these settings are taken for the whole function";
        let at = resource.properties.get("Qualifier").at;
        let path = format!("Resources.{}.Properties.Qualifier", resource.id);
        reading.problems.push(Diagnostic::info("not-simulated", at, message).path(path));
    }
    let path = |name: &str| format!("Resources.{}.Properties.{name}", resource.id);
    let attempts = resource.properties.get("MaximumRetryAttempts");
    let age = resource.properties.get("MaximumEventAgeInSeconds");
    if let Some(attempts) = attempts.integer().and_then(|number| u8::try_from(number).ok()) {
        config.maximum_retry_attempts = attempts;
    }
    if let Some(age) = age.integer().and_then(|number| u64::try_from(number).ok()) {
        config.maximum_event_age = SimDuration::from_secs(age);
    }
    let (success, failure) = ("DestinationConfig.OnSuccess.Destination", "DestinationConfig.OnFailure.Destination");
    let slots = [("OnSuccess", success, &mut config.on_success), ("OnFailure", failure, &mut config.on_failure)];
    for (kind, name, slot) in slots {
        let value = resource.properties.at_path(name);
        config.outside.extend(outside(reading, kind, value));
        let found = target(reading, value, &path(name));
        *slot = found.filter(|target| takes_records(reading, target, value, &path(name), name == failure));
    }
    config
}

/// ASYNC-18: what AWS takes for a destination. A FIFO queue or topic it takes, though every delivery then fails.
fn takes_records(reading: &mut Reading<'_>, target: &Target, at: &Properties, path: &str, is_failure: bool) -> bool {
    let is_now = reading.profile().is_now();
    let (message, hint) = match target.kind {
        TargetKind::Bucket if !is_now => {
            ("in 2020 no bucket can be a destination".to_owned(), "use a queue, a topic or a function")
        }
        TargetKind::Bucket if !is_failure => {
            let message = format!("the bucket \"{}\" can be a destination on failure only", target.id);
            (message, "use a queue, a topic or a function on success")
        }
        TargetKind::Function if target.id == reading.resource.id => {
            ("a function cannot be its own destination".to_owned(), "name another function, a queue or a topic")
        }
        TargetKind::Queue | TargetKind::Topic if reading.stack.resource(&target.id).is_some_and(is_fifo) => {
            let message = format!("the destination \"{}\" is a FIFO resource: every delivery fails", target.id);
            let problem = Diagnostic::warning("destination", at.at, message).path(path);
            reading.problems.push(problem.hint("use a standard queue or a standard topic"));
            return true;
        }
        _ => return true,
    };
    reading.problems.push(Diagnostic::error("destination", at.at, message).path(path).hint(hint));
    false
}

const BEHAVIOUR_KEYS: [&str; 16] = [
    "Duration",
    "InitDuration",
    "InitFails",
    "CpuBound",
    "ReferenceMemory",
    "MemoryUsed",
    "TmpUsed",
    "Fails",
    "FailsRecords",
    "Response",
    "Edge",
    "Calls",
    "CallsBack",
    "Connections",
    "Package",
    "IdleLifetime",
];

fn read_behaviour(reading: &mut Reading<'_>) -> Behaviour {
    let id = &reading.resource.id;
    let map = reading.metadata.get("Functions").get(id);
    let path = format!("Metadata.Lambdarium.Functions.{id}");
    let at = |name: &str| format!("{path}.{name}");
    let profile = reading.profile();
    let problems = &mut *reading.problems;
    behaviour::check_keys(map, &BEHAVIOUR_KEYS, problems, &path);
    let defaults = Behaviour::default();
    let whole = |name: &str, problems: &mut _| behaviour::whole(map.get(name), problems, &at(name));
    let (edge, edge_match) = answers::edge(map.get("Edge"), profile, problems, &at("Edge"));
    let rules = |name: &str, problems: &mut _| behaviour::fail_rules(map.get(name), profile, problems, &at(name));
    let calls = answers::calls(map.get("Calls"), problems, &at("Calls"));
    let behaviour = Behaviour {
        duration: behaviour::law(map.get("Duration"), problems, &at("Duration")).unwrap_or(defaults.duration),
        init_duration: behaviour::law(map.get("InitDuration"), problems, &at("InitDuration"))
            .unwrap_or(defaults.init_duration),
        cpu_bound_parts: behaviour::ratio(map.get("CpuBound"), problems, &at("CpuBound")).map_or(0, |r| r.parts()),
        reference_memory_mb: whole("ReferenceMemory", problems),
        memory_used_mb: whole("MemoryUsed", problems).unwrap_or(defaults.memory_used_mb),
        tmp_used_mb: whole("TmpUsed", problems).unwrap_or(defaults.tmp_used_mb),
        init_fails: behaviour::init_fail_rules(map.get("InitFails"), problems, &at("InitFails")).into(),
        fails: rules("Fails", problems).into(),
        fails_records: rules("FailsRecords", problems).into(),
        response: answers::response(map.get("Response"), problems, &at("Response")).unwrap_or(defaults.response),
        edge,
        edge_match: edge_match.map(Arc::new),
        idle_lifetime: behaviour::span(map.get("IdleLifetime"), problems, &at("IdleLifetime")),
        calls: calls.into(),
    };
    check_calls(reading, &at("Calls"));
    package::check(reading, map, &path);
    package::check_kept(reading, map, &path);
    if behaviour.reference_memory_mb == Some(0) {
        let hint = "write the MB at which the durations were measured";
        let problem = Diagnostic::error("wrong-value", map.get("ReferenceMemory").at, "nothing runs in 0 MB");
        reading.problems.push(problem.path(at("ReferenceMemory")).hint(hint));
    }
    behaviour
}

/// Says which calls lead nowhere, or ask for what nobody there does.
fn check_calls(reading: &mut Reading<'_>, path: &str) {
    let calls = reading.metadata.get("Functions").get(&reading.resource.id).get("Calls");
    for (index, call) in calls.items().iter().enumerate() {
        let path = format!("{path}.{index}");
        let (to, action, input) = (call.get("To"), call.get("Action"), call.get("Input"));
        let Some(id) = to.text().or_else(|| to.reference()).filter(|id| !is_outside(id)) else { continue };
        let Some(target) = reading.stack.resource(id) else {
            let ids: Vec<&str> = reading.stack.resources.iter().map(|resource| &*resource.id).collect();
            let hint = behaviour::nearest(id, &ids).map_or_else(
                || "name a logical id, or \"Internet\"".to_owned(),
                |id| format!("did you mean \"{id}\"?"),
            );
            let problem = Diagnostic::error("unknown-target", to.at, format!("there is no resource \"{id}\""));
            reading.problems.push(problem.path(format!("{path}.To")).hint(hint));
            continue;
        };
        if action.is_absent() {
            // A database takes no action.
            if descriptor_of(&target.type_name).is_some_and(|service| !service.actions.is_empty()) {
                let problem =
                    Diagnostic::error("unknown-action", call.at, format!("the call of \"{id}\" has no action"));
                let hint = "write the action as AWS does: \"SendMessage\", \"Publish\", \"Invoke\"";
                reading.problems.push(problem.path(path).hint(hint));
            }
            continue;
        }
        let known = known_action(action, reading.problems, &path);
        if let Some(known) = known.filter(|_| matches!(input.value, Value::Map(_) | Value::Null)) {
            Order { action, input, target, path: &path }.check(known, reading.stack, reading.problems);
        }
    }
}
