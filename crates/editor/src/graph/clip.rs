//! Copying cards and putting copies down.

use super::places::{NEW_CARD, pinned, position};
use super::{card, counted};
use crate::build::{Change, Outcome, told};
use crate::editor::Editor;
use crate::geometry::{Point, Rect, Vector};
use crate::scene::layout::{Box, LAYER_WIDTH_WITH_CHIPS, layered};
use crate::view::GraphView;
use aws::service::Wire;
use aws::stack::world::{client_id, client_name, name_of};
use std::borrow::Cow;
use std::sync::Arc;
use template::connect::{self, Picked};
use template::metadata::Position;
use template::{Role, Scenario, ScenarioOptions, edit};

/// What a text from elsewhere is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// Cards to add to those that are there.
    Part,
    /// A template to open.
    Whole,
    /// Anything else.
    Nothing,
}

impl Editor {
    /// Tells what a text from elsewhere is. Copied cards begin with their resources, which is how nobody begins a
    /// template; and into an empty page either is opened.
    #[must_use]
    pub fn pasted(&self, text: &str) -> Pasted {
        let start = text.trim_start();
        let is_template = text.contains("Resources")
            && (text.contains("AWS::") || text.contains("Lambdarium:") || start.starts_with('{'));
        match (is_template, start.starts_with("Resources:") && !self.settled.nodes.is_empty()) {
            (false, _) => Pasted::Nothing,
            (true, true) => Pasted::Part,
            (true, false) => Pasted::Whole,
        }
    }
}

/// How far copies keep from other cards.
const GAP: f32 = 32.0;
/// How far copies are looked for room, in their own size.
const TRIES: usize = 12;

/// Returns a template of cards alone.
pub(super) fn copied(graph: &GraphView, text: &str, ids: &[Arc<str>]) -> Result<Arc<str>, Arc<str>> {
    if ids.is_empty() {
        return Err("select a card first".into());
    }
    let (clients, resources): (Vec<&str>, Vec<&str>) =
        ids.iter().map(|id| &**id).partition(|id| client_name(id).is_some());
    let clients: Vec<&str> = clients.into_iter().map(name_of).collect();
    let places: Vec<(&str, Position)> =
        ids.iter().filter_map(|id| Some((&**id, position(card(graph, id)?.rect.origin)))).collect();
    let picked = Picked { ids: &resources, clients: &clients, places: &places };
    connect::copy(text, &picked).map(Into::into).map_err(|error| told(&error))
}

/// Puts copies of cards beside them.
pub(super) fn duplicate(graph: &GraphView, text: &str, ids: &[Arc<str>]) -> Outcome {
    let copy = copied(graph, text, ids)?;
    let rects = graph.nodes.iter().filter(|node| ids.contains(&node.id)).map(|node| node.rect);
    let bounds = rects.reduce(|all, rect| all.union(&rect)).unwrap_or_default();
    let at = beside(graph, &bounds);
    let (text, selected) = added(graph, text, &copy, at)?;
    let mut change = Change::new(format!("Duplicate {}", counted(ids)), text);
    change.select = Some(selected);
    Ok(change)
}

/// Adds what another template holds; its upper left corner goes to a place.
pub(super) fn paste(graph: &GraphView, text: &str, pasted: &str, at: Point) -> Outcome {
    let (text, selected) = added(graph, text, pasted, at)?;
    let mut change = Change::new(format!("Paste {}", counted(&selected)), text);
    change.select = Some(selected);
    Ok(change)
}

/// Returns the text with what another holds, and the ids of the new cards.
fn added(graph: &GraphView, text: &str, other: &str, at: Point) -> Result<(String, Vec<Arc<str>>), Arc<str>> {
    let text = pinned(graph, text)?;
    let other = with_places(other);
    let pasted = connect::paste(&text, &other, Some(position(at))).map_err(|error| told(&error))?;
    let cards = pasted.cards.iter().map(|id| id.as_str().into());
    let clients = pasted.clients.iter().map(|name| client_id(name));
    Ok((edit::apply(&text, &pasted.edits), cards.chain(clients).collect()))
}

/// Returns a template with a place for each card: where it says none, they go in layers.
fn with_places(text: &str) -> Cow<'_, str> {
    let scenario = Scenario::read(text, &ScenarioOptions::default());
    let cards: Vec<_> = scenario.nodes.iter().filter(|it| it.role == Role::Node && it.generated_by.is_none()).collect();
    if cards.iter().all(|card| card.position.is_some()) {
        return Cow::Borrowed(text);
    }
    let boxes: Vec<Box> = cards.iter().map(|card| Box { id: card.id.clone(), height: NEW_CARD.1 }).collect();
    let index = |id: &str| cards.iter().position(|card| *card.id == *id);
    let ends = |wire: &Wire| Some((index(wire.from.as_deref()?)?, index(wire.to.as_deref()?)?));
    let wires: Vec<(usize, usize)> = scenario.wires.iter().filter_map(ends).collect();
    let places = layered(&boxes, &wires, LAYER_WIDTH_WITH_CHIPS);
    let places: Vec<_> = cards.iter().zip(&places).map(|(card, place)| (&*card.id, position(*place))).collect();
    // A text that cannot be changed cannot be pasted either, and is refused as that.
    connect::place(text, &places).map_or(Cow::Borrowed(text), |edits| Cow::Owned(edit::apply(text, &edits)))
}

/// Finds room of that size below some cards, else to their right, above, or further away.
fn beside(graph: &GraphView, bounds: &Rect) -> Point {
    let (across, down) = (bounds.width + GAP, bounds.height + GAP);
    let ways = (1..=TRIES).flat_map(|n| {
        let n = n as f32;
        [(0.0, n * down), (n * across, 0.0), (0.0, -n * down), (-n * across, 0.0)]
    });
    let places = ways.map(|(x, y)| bounds.origin + Vector::new(x, y));
    let is_free = |place: &Point| {
        let room = Rect { origin: *place, ..*bounds }.grown(GAP / 2.0);
        !graph.nodes.iter().any(|node| node.rect.intersects(&room))
    };
    let found = places.into_iter().find(is_free).unwrap_or(bounds.origin + Vector::new(GAP, GAP));
    super::places::on_grid(found)
}
