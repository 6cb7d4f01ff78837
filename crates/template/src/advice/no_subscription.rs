//! A topic that nobody is subscribed to: what is published is answered with success and goes nowhere (SNS-01).

use crate::scenario::{Node, Scenario};
use aws::diagnostics::Diagnostic;
use aws::services::Config;

pub(super) fn check(scenario: &Scenario) -> Vec<Diagnostic> {
    let topics = scenario.nodes.iter().filter_map(|node| match node.config.as_ref()? {
        Config::Sns(topic) if topic.subscriptions.is_empty() => Some(node),
        _ => None,
    });
    let remark = |node: &Node| {
        let message = format!("\"{0}\" has no subscription: what is published to it goes to nobody", node.id);
        let problem = Diagnostic::info("no-subscription", node.at, message).path(format!("Resources.{}", node.id));
        problem.hint("wire the topic to a queue or to a function (SNS-01)")
    };
    topics.map(remark).collect()
}
