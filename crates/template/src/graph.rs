//! The graph of a scenario as JSON: what `lambdarium graph` prints.

use crate::scenario::{Role, Scenario};
use aws::service::Wire;
use serde_json::{Map, Value, json};

/// Returns nodes and wires.
#[must_use]
pub fn graph(scenario: &Scenario) -> Value {
    let nodes: Vec<Value> = scenario
        .nodes
        .iter()
        // Nothing is drawn for an alias, but it is no wire either: wires lead to its function.
        .filter(|node| node.role == Role::Node || &*node.type_name == "AWS::Lambda::Alias")
        .map(|node| json!({ "id": &*node.id, "type": &*node.type_name, "simulated": node.is_simulated() }))
        .collect();
    let wires: Vec<Value> = scenario.wires.iter().map(wire).collect();
    json!({ "nodes": nodes, "wires": wires })
}

fn wire(wire: &Wire) -> Value {
    let mut object = Map::new();
    object.insert("from".to_owned(), json!(wire.from.as_deref()));
    object.insert("to".to_owned(), json!(wire.to.as_deref()));
    object.insert("kind".to_owned(), json!(wire.kind));
    let optional = [
        ("invocation", wire.invocation.map(aws::service::Style::name)),
        ("id", wire.id.as_deref()),
        ("external", wire.external.as_deref()),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            object.insert(name.to_owned(), json!(value));
        }
    }
    object.extend(wire.extra.clone());
    Value::Object(object)
}
