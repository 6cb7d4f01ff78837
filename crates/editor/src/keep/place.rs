//! Where a person stood in a document: what they come back to, after another document or a reload.

use super::pack::{pack, unpack};
use crate::command::{Command, FileCommand};
use crate::editor::{Editor, Selection};
use crate::geometry::{Camera, Point};
use crate::guide::Ticks;
use kernel::SimTime;
use serde_json::{Value, json};
use std::sync::Arc;

/// Under which key the first steps stand beside a place.
const TICKS: &str = "ticks";

/// A place in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Place {
    /// What the document is called.
    pub(crate) title: Arc<str>,
    /// Where time stands.
    now: SimTime,
    /// Whether it goes on.
    playing: bool,
    /// What is looked through; nothing where everything is shown.
    camera: Option<Camera>,
    /// How far down the page the canvas began, where that was known [CSS px].
    top: Option<f32>,
    /// The cards that are selected.
    nodes: Vec<Arc<str>>,
    /// The wire that is selected, by its key.
    wire: Option<Arc<str>>,
    /// When they did something themselves, as against what the template plans.
    by_hand: Vec<SimTime>,
}

impl Place {
    pub(crate) fn json(&self) -> Value {
        let camera = self.camera.map(|it| [it.origin.x, it.origin.y, it.zoom]);
        let nodes: Vec<&str> = self.nodes.iter().map(|id| &**id).collect();
        json!({
            "title": &*self.title,
            "now": self.now.as_nanos(),
            "playing": self.playing,
            "camera": camera,
            "top": self.top,
            "nodes": nodes,
            "wire": self.wire.as_deref(),
            "byHand": self.by_hand.iter().map(|at| at.as_nanos()).collect::<Vec<_>>(),
        })
    }

    /// Reads what [`Self::json`] wrote; `None` for anything else.
    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(Arc::<str>::from);
        let number = |value: &Value| value.as_f64().map(|it| it as f32).filter(|it| it.is_finite());
        let camera = |value: &Value| {
            let (x, y, zoom) = (number(&value[0])?, number(&value[1])?, number(&value[2])?);
            (zoom > 0.0).then_some(Camera { origin: Point { x, y }, zoom })
        };
        Some(Self {
            title: text(&value["title"])?,
            now: SimTime::from_nanos(value["now"].as_u64()?),
            playing: value["playing"].as_bool()?,
            camera: camera(&value["camera"]),
            top: number(&value["top"]),
            nodes: value["nodes"].as_array()?.iter().filter_map(text).collect(),
            wire: text(&value["wire"]),
            by_hand: list(&value["byHand"]).filter_map(Value::as_u64).map(SimTime::from_nanos).collect(),
        })
    }
}

impl Editor {
    /// Returns where the person stands, with what they have done of the first steps, as a text that a reload keeps.
    #[must_use]
    pub fn packed_place(&self) -> String {
        let mut place = self.place().json();
        place[TICKS] = json!(self.guide.ticks());
        pack(&place)
    }

    /// Returns where the person stands.
    pub(crate) fn place(&self) -> Place {
        Place {
            title: self.run_view().title.clone(),
            now: self.runner.whereabouts(),
            playing: self.playing,
            camera: (!self.is_fitted()).then_some(self.camera),
            top: self.canvas_top(),
            nodes: self.selection.nodes.clone(),
            wire: self.selection.wire.clone(),
            by_hand: self.runner.by_hand.clone(),
        }
    }

    /// Goes where the person stood.
    pub(crate) fn stand_at(&mut self, place: &Place) {
        self.playing = place.playing;
        self.runner.by_hand.clone_from(&place.by_hand);
        self.runner.return_to(place.now);
        let (nodes, wire) = (place.nodes.clone(), place.wire.clone());
        self.select_again(Selection { nodes, wire, ..Selection::default() });
        if let Some(camera) = place.camera {
            self.look_again(camera, place.top);
        }
    }
}

/// Reads what [`Editor::packed_place`] wrote.
pub(crate) fn from_packed(packed: &str) -> Option<Place> {
    Place::from_json(&unpack(packed)?)
}

/// Returns which of the first steps were done with a document that a command opens again.
pub(crate) fn ticks_left(command: &Command) -> Option<Ticks> {
    let Command::File(FileCommand::Reopen(reopening)) = command else { return None };
    let left = unpack(&reopening.place)?;
    let ticks: Vec<bool> = list(&left[TICKS]).filter_map(Value::as_bool).collect();
    ticks.try_into().ok()
}

/// Returns what a list holds; nothing where it is none.
fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_as_a_text() {
        let place = Place {
            title: "Jobs".into(),
            now: SimTime::from_nanos(4_000_000_001),
            playing: true,
            camera: Some(Camera { origin: Point { x: -3.5, y: 8.0 }, zoom: 0.5 }),
            top: Some(178.5),
            nodes: vec!["Queue".into()],
            wire: None,
            by_hand: vec![SimTime::from_nanos(3_000_000_001)],
        };
        assert_eq!(from_packed(&pack(&place.json())), Some(place.clone()));
        let shown_whole = Place { camera: None, wire: Some("a>b".into()), ..place };
        assert_eq!(Place::from_json(&shown_whole.json()), Some(shown_whole));
        assert_eq!((from_packed("no such thing"), Place::from_json(&json!({ "title": "x" }))), (None, None));
    }
}
