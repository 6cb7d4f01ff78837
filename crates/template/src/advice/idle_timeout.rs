//! A load balancer that gives up before its function does: the client gets 504, and the function runs on (ALB-10).

use crate::scenario::Scenario;
use aws::diagnostics::Diagnostic;
use aws::services::Config;

pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let config_of = |id: Option<&str>| scenario.node(id?)?.config.as_ref();
    let mut found = Vec::new();
    for wire in scenario.wires.iter().filter(|wire| wire.kind == "Target") {
        let ends = (config_of(wire.from.as_deref()), config_of(wire.to.as_deref()));
        let (Some(Config::Alb(balancer)), Some(Config::Lambda(function))) = ends else { continue };
        if function.timeout <= balancer.idle_timeout {
            continue;
        }
        let message = format!(
            "\"{}\" gives up after {}, and \"{}\" may run for {}: then the client gets 504 while it runs on",
            balancer.id, balancer.idle_timeout, function.logical_id, function.timeout
        );
        let at = scenario.resource(&function.logical_id).map(|resource| resource.properties.get("Timeout").at);
        let problem = Diagnostic::info("idle-timeout", at.unwrap_or_default(), message);
        let problem = problem.path(format!("Resources.{}.Properties.Timeout", function.logical_id));
        let problem = problem.also(format!("Resources.{}.Properties.LoadBalancerAttributes", balancer.id));
        found.push(problem.hint("raise idle_timeout.timeout_seconds, or let the function stop sooner (ALB-10)"));
    }
    found
}
