//! A function that needs more memory than it has: every invocation of it dies (ENV-15).

use crate::fields::behaviour_path;
use crate::scenario::Scenario;
use aws::diagnostics::Diagnostic;
use aws::services::Config;

pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let functions = scenario.nodes.iter().filter_map(|node| match &node.config {
        Some(Config::Lambda(config)) if config.behaviour.memory_used_mb > config.memory_mb => Some((node, config)),
        _ => None,
    });
    let told = functions.map(|(node, config)| {
        let (used, size) = (config.behaviour.memory_used_mb, config.memory_mb);
        let at = scenario.template.metadata.get("Functions").get(&node.id).get("MemoryUsed").at;
        let message = format!("\"{}\" uses {used} MB and has {size} MB: every invocation runs out of memory", node.id);
        let problem =
            Diagnostic::info("memory-used", at, message).path(format!("{}.MemoryUsed", behaviour_path(&node.id)));
        let hint = "an invocation that needs more memory than MemorySize is killed (ENV-15)";
        problem.also(format!("Resources.{}.Properties.MemorySize", node.id)).hint(hint)
    });
    told.collect()
}
