//! The ports of a card: where wires end and begin, each with its name.

use crate::gesture::use_gestures;
use crate::shell::{elements, use_slices};
use editor::graph::ports::{PortSide, PortView};
use leptos::prelude::*;
use std::sync::Arc;

/// The ports of the card of that id.
#[component]
pub(super) fn Ports(id: Arc<str>) -> impl IntoView {
    let slices = use_slices();
    let own = id.clone();
    let ports = Memo::new(move |_| {
        let of_card = |node: &editor::view::NodeView| node.ports.clone();
        slices.graph.with(|graph| graph.nodes.iter().find(|node| node.id == own).map(of_card).unwrap_or_default())
    });
    let key = |port: &PortView| (port.name, port.at.x.to_bits(), port.at.y.to_bits());
    view! {
        <div class="ports" aria-hidden="true">
            <For each=move || ports.get() key=key children=move |port| view! { <Port id=id.clone() port /> } />
        </div>
    }
}

#[component]
fn Port(id: Arc<str>, port: PortView) -> impl IntoView {
    let gestures = use_gestures();
    let state = Memo::new(move |_| {
        gestures.wiring.with(|wiring| wiring.as_ref().map(|wiring| wiring.role_of_port(&id, port.name)))
    });
    let side = match port.side {
        PortSide::Left => "left",
        PortSide::Right => "right",
        PortSide::Bottom => "bottom",
    };
    // What a card takes and gives as a whole needs no name; what else it has does.
    let has_name = !matches!(port.name, "in" | "out" | "subscriptions" | "notifications");
    view! {
        <span
            class="ports__port"
            data-port=if port.outgoing { "out" } else { "in" }
            data-name=port.name
            data-side=side
            data-state=move || state.get()
            title=title_of(&port)
            style:--ports-x=format!("{}px", port.at.x)
            style:--ports-y=format!("{}px", port.at.y)
        >
            {has_name.then(|| view! { <span class="ports__name">{port.name}</span> })}
        </span>
    }
}

fn title_of(port: &PortView) -> String {
    let how = if port.outgoing {
        "drag to another card to connect, or click here and then there"
    } else {
        "drag to where it comes from"
    };
    let title = match port.name {
        "in" | "out" => format!("{}: {how}", port.help),
        name => format!("{}{}. {}: {how}", name[..1].to_uppercase(), &name[1..], port.help),
    };
    elements::pointer().said(&title).into_owned()
}
