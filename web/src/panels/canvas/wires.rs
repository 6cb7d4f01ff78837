//! The wires below the cards, and the one that is being drawn.

use crate::gesture::use_gestures;
use crate::shell::use_slices;
use crate::widgets::mark::tone_name;
use editor::geometry::Point;
use editor::graph::ports::PortSide;
use editor::scene::frame::chip_on;
use editor::scene::path::bends;
use editor::view::WireView;
use leptos::prelude::*;
use std::fmt::Write;
use std::sync::Arc;

/// All wires.
#[component]
pub(super) fn Wires() -> impl IntoView {
    let slices = use_slices();
    let keys = Memo::new(move |_| slices.graph.with(|it| it.wires.iter().map(|w| w.key.clone()).collect::<Vec<_>>()));
    view! {
        <svg class="canvas__wires" width="1" height="1" aria-hidden="true">
            <For each=move || keys.get() key=Clone::clone children=|key| view! { <Wire key_text=key /> } />
            <Loose />
        </svg>
    }
}

#[component]
fn Wire(key_text: Arc<str>) -> impl IntoView {
    let slices = use_slices();
    let gestures = use_gestures();
    let own = key_text.clone();
    let hovered = Memo::new(move |_| gestures.hovered.with(|hovered| hovered.as_ref() == Some(&own)));
    let own = key_text.clone();
    let wire = Memo::new(move |_| slices.graph.with(|graph| graph.wires.iter().find(|it| it.key == own).cloned()));
    let own = key_text.clone();
    let selected = move || slices.selection.with(|selection| selection.wire.as_ref() == Some(&own));
    let path = Memo::new(move |_| wire.with(|wire| wire.as_ref().map(|it| path_of(&it.points)).unwrap_or_default()));
    let tone = move || wire.with(|wire| wire.as_ref().map_or("quiet", |it| tone_name(it.tone)));
    let dashed = move || wire.with(|wire| wire.as_ref().is_some_and(|it| it.dashed).to_string());
    view! {
        <g class="canvas__wire" data-wire=key_text.to_string() data-tone=tone data-dashed=dashed data-selected=move || selected().to_string() data-hovered=move || hovered.get().to_string()>
            <path class="canvas__wire-hit" d=move || path.get()></path>
            <path class="canvas__wire-line" d=move || path.get()></path>
            <path class="canvas__wire-arrow" d=move || wire.with(|wire| wire.as_ref().map(arrow_of).unwrap_or_default())></path>
            {move || wire.with(|wire| wire.as_ref().map(middle_of))}
        </g>
    }
}

/// The words of a wire; or, where a mapping sits on it, the place to click for it.
fn middle_of(wire: &WireView) -> AnyView {
    if let Some(chip) = chip_on(wire) {
        view! {
            <rect class="canvas__wire-hit" x=chip.origin.x y=chip.origin.y width=chip.width height=chip.height></rect>
        }
        .into_any()
    } else {
        let words =
            |at: Point| view! { <text class="canvas__wire-label" x=at.x y=at.y>{wire.label.to_string()}</text> };
        wire.label_at.map(words).into_any()
    }
}

/// The wire that is being drawn, or that waits for what it is to lead to.
#[component]
fn Loose() -> impl IntoView {
    let gestures = use_gestures();
    let path = move || {
        if let Some(dropped) = gestures.dropped.get() {
            return Some(curve(dropped.start, dropped.world));
        }
        let (start, caught) =
            gestures.wiring.with(|it| it.as_ref().map(|it| (it.start, it.snapped().map(|fit| fit.at))))?;
        Some(curve(start, caught.unwrap_or_else(|| gestures.loose.get())))
    };
    view! { <path class="canvas__loose" d=path></path> }
}

/// Leads away from the edge of the card at which it begins.
fn curve((from, side): (Point, PortSide), to: Point) -> String {
    let reach = ((to.x - from.x).abs() / 2.0).max(32.0);
    let (away, back) = match side {
        PortSide::Right => (Point::new(from.x + reach, from.y), Point::new(to.x - reach, to.y)),
        PortSide::Left => (Point::new(from.x - reach, from.y), Point::new(to.x + reach, to.y)),
        PortSide::Bottom => (Point::new(from.x, from.y + reach.min(96.0)), Point::new(to.x - reach.min(96.0), to.y)),
    };
    format!("M{} {}C{} {} {} {} {} {}", from.x, from.y, away.x, away.y, back.x, back.y, to.x, to.y)
}

fn path_of(points: &[Point]) -> String {
    let bends = bends(points.iter().copied());
    let mut path = String::with_capacity(bends.len() * 14);
    for (index, point) in bends.iter().enumerate() {
        let letter = if index == 0 { 'M' } else { 'L' };
        // Writing into a text cannot fail.
        let _ = write!(path, "{letter}{:.1} {:.1}", point.x, point.y);
    }
    path
}

/// The arrow at the end; a mapping pulls, so its arrow stands before the middle of the wire and shows that way, too.
fn arrow_of(wire: &WireView) -> String {
    let [.., before, end] = &*wire.points else { return String::new() };
    let (x, y) = (end.x - before.x, end.y - before.y);
    let length = (x * x + y * y).sqrt().max(f32::EPSILON);
    let (x, y) = (x / length * 8.0, y / length * 8.0);
    let tip = Point::new(end.x - x / 8.0 * 6.0, end.y - y / 8.0 * 6.0);
    let (left, right) = ((tip.x - x - y * 0.6, tip.y - y + x * 0.6), (tip.x - x + y * 0.6, tip.y - y - x * 0.6));
    format!("M{:.1} {:.1}L{:.1} {:.1}L{:.1} {:.1}Z", tip.x, tip.y, left.0, left.1, right.0, right.1)
}
