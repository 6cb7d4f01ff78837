//! What hands do on the canvas, turned into commands: panning, zooming, moving cards, wiring, clicking.

mod deeds;
pub(crate) mod keys;
mod menus;
mod pointer;
mod refusal;
mod typing;
mod wiring;

pub(crate) use refusal::Refusal;
pub(crate) use wiring::{Choice, Dropped, Wiring};

use crate::shell::elements::place_in;
use crate::shell::{Shell, use_slices};
use editor::command::{Command, ViewCommand};
use editor::geometry::{Camera, Point, Rect, Vector};
use editor::graph::guides::Guide;
use leptos::prelude::*;
use menus::LongPress;
use pointer::Grip;
use refusal::Refused;
use std::collections::BTreeMap;
use std::sync::Arc;
use web_sys::{Element, WheelEvent};
use wiring::Held;

/// How much a step of the wheel zooms, for each CSS pixel it reports.
const ZOOM_PER_PIXEL: f64 = 0.004;
/// A wheel that counts lines moves by this much for each [CSS px].
const LINE_PX: f64 = 16.0;

/// The hands on one canvas.
#[derive(Clone, Copy)]
pub(crate) struct Gestures {
    shell: Shell,
    canvas: StoredValue<Option<Element>, LocalStorage>,
    grip: StoredValue<Grip, LocalStorage>,
    /// The pointers that are down, by their number, and where they are on the canvas.
    pointers: StoredValue<BTreeMap<i32, (f64, f64)>, LocalStorage>,
    /// Counts drags, so that the moves of one are one step of the history.
    drags: StoredValue<u32>,
    /// How far the pointer that went down last may move before that is a drag [CSS px].
    slack: StoredValue<f64>,
    /// Where on the canvas the ground was last clicked [CSS px].
    clicked: StoredValue<Option<(f64, f64)>>,
    /// A finger that lies still, and where it went down on the canvas [CSS px].
    press: StoredValue<Option<LongPress>, LocalStorage>,
    /// Whether a finger that is down has opened a menu by lying still.
    pressed: StoredValue<bool>,
    /// Whether the space bar is held, which makes every drag a pan; and whether one was made of it.
    space: StoredValue<Option<bool>>,
    /// The lines at which moved cards line up with others.
    pub(crate) guides: RwSignal<Vec<Guide>>,
    /// The wire that a click would pick.
    pub(crate) hovered: RwSignal<Option<Arc<str>>>,
    /// What a hand holds of a wire.
    held: RwSignal<Option<Held>>,
    /// The wire that is being drawn.
    pub(crate) wiring: Memo<Option<Wiring>>,
    /// Where its loose end is, in the world.
    pub(crate) loose: RwSignal<Point>,
    /// The wire that was dropped on nothing, until something is chosen for it.
    pub(crate) dropped: RwSignal<Option<Dropped>>,
    /// The kinds of wire to choose from, where AWS knows several between two cards.
    pub(crate) choice: RwSignal<Option<Choice>>,
    /// Why the last wire was refused.
    refused: Refused,
    /// The card whose name is being edited on it.
    pub(crate) renaming: RwSignal<Option<Arc<str>>>,
    /// The frame that is being drawn around cards, on the canvas [CSS px].
    pub(crate) frame: RwSignal<Option<Rect>>,
}

impl Gestures {
    /// Makes the hands and puts them into the context.
    pub(crate) fn provide(shell: Shell) -> Self {
        let (slices, held) = (use_slices(), RwSignal::new(None));
        let gestures = Self {
            shell,
            canvas: StoredValue::new_local(None),
            grip: StoredValue::new_local(Grip::None),
            pointers: StoredValue::new_local(BTreeMap::new()),
            drags: StoredValue::new(0),
            slack: StoredValue::new(0.0),
            clicked: StoredValue::new(None),
            press: StoredValue::new_local(None),
            pressed: StoredValue::new(false),
            space: StoredValue::new(None),
            guides: RwSignal::new(Vec::new()),
            hovered: RwSignal::new(None),
            held,
            wiring: wiring::follow(shell, slices, held),
            loose: RwSignal::new(Point::default()),
            dropped: RwSignal::new(None),
            choice: RwSignal::new(None),
            refused: Refused::new(slices),
            renaming: RwSignal::new(None),
            frame: RwSignal::new(None),
        };
        provide_context(gestures);
        gestures
    }

    /// Says which element the hands are on.
    pub(crate) fn put_on(self, canvas: Element) {
        self.canvas.set_value(Some(canvas));
    }

    /// Pans, or zooms about the pointer where Ctrl is held, which is also what a pinch on a touchpad reports.
    pub(crate) fn on_wheel(self, ev: &WheelEvent) {
        ev.prevent_default();
        let unit = if ev.delta_mode() == WheelEvent::DOM_DELTA_LINE { LINE_PX } else { 1.0 };
        let (x, y) = (ev.delta_x() * unit, ev.delta_y() * unit);
        if ev.ctrl_key() || ev.meta_key() {
            let step = (y * ZOOM_PER_PIXEL).clamp(-0.5, 0.5);
            let factor = if step > 0.0 { 1.0 / (1.0 + step) } else { 1.0 - step };
            self.zoom(factor, self.place(ev.client_x(), ev.client_y()));
        } else if ev.shift_key() && x == 0.0 {
            self.pan((-y, 0.0));
        } else {
            self.pan((-x, -y));
        }
    }

    /// Zooms about the middle of the canvas.
    pub(crate) fn zoom_middle(self, factor: f64) {
        let size = self.canvas.with_value(|canvas| {
            canvas.as_ref().map(|canvas| (f64::from(canvas.client_width()), f64::from(canvas.client_height())))
        });
        if let Some((width, height)) = size {
            self.zoom(factor, (width / 2.0, height / 2.0));
        }
    }

    /// Tells whether the small map is shown: as the person said, else where there is much to find.
    pub(crate) fn shows_map(self) -> bool {
        let is_large = self.shell.ask(|editor| editor.graph_view().is_large());
        self.shell.desk().map.get_untracked().unwrap_or(is_large)
    }

    /// Returns a place of the world for a file or an entry of the palette that was dropped at a place of the window.
    pub(crate) fn world_at(self, client_x: i32, client_y: i32) -> Point {
        self.world(self.place(client_x, client_y))
    }

    fn zoom(self, factor: f64, about: (f64, f64)) {
        #[expect(clippy::cast_possible_truncation, reason = "factors are near 1")]
        let factor = factor as f32;
        self.set_camera(self.camera().zoomed(factor, point(about)));
    }

    fn pan(self, (x, y): (f64, f64)) {
        let camera = self.camera();
        let by = point((x, y));
        let way = Vector::new(-by.x / camera.zoom, -by.y / camera.zoom);
        self.set_camera(Camera { origin: camera.origin + way, ..camera });
    }

    fn camera(self) -> Camera {
        self.shell.ask(editor::Editor::camera)
    }

    fn set_camera(self, camera: Camera) {
        self.dispatch(Command::View(ViewCommand::SetCamera(camera)));
    }

    fn dispatch(self, command: Command) {
        self.shell.dispatch(command);
    }

    /// Returns a place of the window on the canvas [CSS px].
    fn place(self, client_x: i32, client_y: i32) -> (f64, f64) {
        self.canvas.with_value(|canvas| canvas.as_ref().map_or((0.0, 0.0), |it| place_in(it, client_x, client_y)))
    }

    /// Returns the place of the window at a place of the canvas [CSS px].
    pub(crate) fn window_place(self, place: (f64, f64)) -> (f64, f64) {
        let (left, top) = self.place(0, 0);
        (place.0 - left, place.1 - top)
    }

    fn world(self, place: (f64, f64)) -> Point {
        self.camera().world_from_screen(point(place))
    }
}

/// Returns the hands on the canvas.
pub(crate) fn use_gestures() -> Gestures {
    expect_context::<Gestures>()
}

#[expect(clippy::cast_possible_truncation, reason = "the world is in f32, and screens are small")]
fn point((x, y): (f64, f64)) -> Point {
    Point::new(x as f32, y as f32)
}
