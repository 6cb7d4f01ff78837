//! From a scenario to what the engine deploys.

use crate::metadata::BY_HAND;
use crate::scenario::{Client, Node, Role, Scenario};
use aws::services::Config;
use aws::services::traffic::SourceConfig;
use aws::stack::intervention::Intervention;
use aws::stack::world::{Deployment, NodeSpec, PlannedIntervention, client_id};
use kernel::SimTime;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Returns what is to be deployed: resources in the order written, then mappings, then clients, the one for what a
/// person sends by hand last. The order is part of the run: it is that of nodes at one instant.
#[must_use]
pub fn compile(scenario: &Scenario) -> Deployment {
    let of_role = |role| scenario.nodes.iter().filter(move |node| node.role == role).filter_map(spec);
    let client = |client: &Client| {
        let config = client.config.clone()?;
        Some(NodeSpec { id: client.id(), name: client.name.clone(), config })
    };
    let clients = scenario.traffic.iter().filter_map(client);
    let mut nodes: Vec<NodeSpec> = of_role(Role::Node).chain(of_role(Role::Wire)).chain(clients).collect();
    nodes.push(by_hand(scenario));
    Deployment { settings: scenario.settings.clone(), nodes, interventions: interventions(scenario) }
}

/// Returns what is planned. A resource that is to be created during the run is not there before.
fn interventions(scenario: &Scenario) -> Vec<PlannedIntervention> {
    let absent = created_first(scenario.interventions.iter()).into_iter().map(|on| PlannedIntervention {
        at: SimTime::ZERO,
        on,
        intervention: Arc::new(Intervention::Delete),
    });
    absent.chain(scenario.consequences().all(&scenario.interventions)).collect()
}

/// Returns the resources that come into being during the run: those that are created before they are ever deleted.
pub(crate) fn created_first<'p>(planned: impl Iterator<Item = &'p PlannedIntervention>) -> Vec<Arc<str>> {
    let mut order: Vec<&PlannedIntervention> = planned.collect();
    order.sort_by_key(|planned| planned.at);
    let (mut seen, mut created) = (BTreeSet::new(), Vec::new());
    for planned in order {
        let is_creation = match *planned.intervention {
            Intervention::Create => true,
            Intervention::Delete => false,
            _ => continue,
        };
        if seen.insert(planned.on.clone()) && is_creation {
            created.push(planned.on.clone());
        }
    }
    created
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
