//! From a scenario to what the engine deploys.

use crate::metadata::BY_HAND;
use crate::scenario::{Node, Role, Scenario};
use aws::services::Config;
use aws::services::traffic::SourceConfig;
use aws::world::{Deployment, NodeSpec, client_id};

/// Returns what is to be deployed: resources in the order written, then mappings, then clients, the one for what a
/// person sends by hand last. The order is part of the run: it is that of nodes at one instant.
#[must_use]
pub fn compile(scenario: &Scenario) -> Deployment {
    let of_role = |role| scenario.nodes.iter().filter(move |node| node.role == role).filter_map(spec);
    let clients = scenario.traffic.iter().map(|client| NodeSpec {
        id: client_id(&client.name),
        name: client.name.clone(),
        config: client.config.clone(),
    });
    let mut nodes: Vec<NodeSpec> = of_role(Role::Node).chain(of_role(Role::Wire)).chain(clients).collect();
    nodes.push(by_hand(scenario));
    Deployment { settings: scenario.settings.clone(), nodes, interventions: scenario.interventions.clone() }
}

fn spec(node: &Node) -> Option<NodeSpec> {
    let config = node.config.clone()?;
    Some(NodeSpec { id: node.id.clone(), name: node.id.clone(), config })
}

/// Makes the client that sends nothing of itself and is connected to all that a client can send to.
fn by_hand(scenario: &Scenario) -> NodeSpec {
    let takes = |node: &&Node| node.config.as_ref().is_some_and(|config| !config.descriptor().actions.is_empty());
    let targets = scenario.nodes.iter().filter(takes).map(|node| node.id.clone()).collect();
    NodeSpec { id: client_id(BY_HAND), name: BY_HAND.into(), config: Config::Traffic(SourceConfig::by_hand(targets)) }
}
