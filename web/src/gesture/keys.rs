//! Keys. Those without Ctrl work only while nothing is being typed, and can be switched off in the help.

use super::{Gestures, use_gestures};
use crate::shell::desk::{Dock, Overlay, Side};
use crate::shell::elements::{data_around, focus, is_inside};
use crate::shell::{Shell, use_shell};
use editor::command::{Command, FileCommand, GraphCommand, PlaybackCommand, ViewCommand};
use editor::geometry::Vector;
use leptos::ev;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::KeyboardEvent;

/// An arrow moves a card by so much [world px]; with Shift by four times that.
const STEP: f32 = 8.0;
/// Speeds [per mille of the normal].
const SPEEDS: [u32; 11] = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 50_000, 200_000, 1_000_000];

/// Listens to the keyboard for as long as the page lives.
pub(crate) fn listen() {
    let keys = Keys { shell: use_shell(), gestures: use_gestures() };
    let down = window_event_listener(ev::keydown, move |ev| keys.on_down(&ev));
    let up = window_event_listener(ev::keyup, move |ev| {
        if ev.code() == "Space" && keys.gestures.release_space() {
            keys.play(PlaybackCommand::Toggle);
        }
    });
    on_cleanup(move || {
        down.remove();
        up.remove();
    });
}

/// Returns the next speed, faster or slower [per mille].
pub(crate) fn next_speed(now: u32, faster: bool) -> u32 {
    let next = if faster {
        SPEEDS.iter().find(|speed| **speed > now)
    } else {
        SPEEDS.iter().rev().find(|speed| **speed < now)
    };
    next.copied().unwrap_or(now)
}

#[derive(Clone, Copy)]
struct Keys {
    shell: Shell,
    gestures: Gestures,
}

impl Keys {
    fn on_down(self, ev: &KeyboardEvent) {
        let typing = is_inside(ev.target(), "input, textarea, select, [contenteditable]");
        let desk = self.shell.desk();
        if typing || desk.overlay.with_untracked(Option::is_some) {
            return;
        }
        let done = if ev.ctrl_key() || ev.meta_key() {
            self.with_control(ev)
        } else if ev.alt_key() {
            false
        } else {
            self.named(ev) || (desk.single_keys.get_untracked() && self.single(ev))
        };
        if done {
            ev.prevent_default();
        }
    }

    fn with_control(self, ev: &KeyboardEvent) -> bool {
        let command = match (ev.key().to_lowercase().as_str(), ev.shift_key()) {
            ("z", false) => FileCommand::Undo,
            ("z", true) | ("y", false) => FileCommand::Redo,
            ("s", false) => FileCommand::Save,
            _ => return false,
        };
        self.shell.dispatch(Command::File(command));
        true
    }

    /// Keys with a name of their own, which nobody types by mistake.
    fn named(self, ev: &KeyboardEvent) -> bool {
        let card = data_around(ev.target(), "data-node").map(Arc::<str>::from);
        let step = if ev.shift_key() { 4.0 * STEP } else { STEP };
        match (ev.key().as_str(), card) {
            ("Escape", _) => self.escape(),
            ("Delete" | "Backspace", card) => self.remove(card),
            ("Home", _) => self.play(PlaybackCommand::Restart),
            ("Enter", Some(id)) => self.inspect(id),
            ("ArrowLeft", Some(id)) => self.move_card(id, -step, 0.0),
            ("ArrowRight", Some(id)) => self.move_card(id, step, 0.0),
            ("ArrowUp", Some(id)) => self.move_card(id, 0.0, -step),
            ("ArrowDown", Some(id)) => self.move_card(id, 0.0, step),
            _ => false,
        }
    }

    fn single(self, ev: &KeyboardEvent) -> bool {
        let on_button = is_inside(ev.target(), "button, a, summary, [role=tab], [role=menuitem]");
        let speed = self.shell.ask(|editor| editor.transport_view().speed_permille);
        match ev.key().to_lowercase().as_str() {
            " " if on_button => false,
            " " => self.space(),
            "." => self.play(PlaybackCommand::StepForward),
            "," => self.play(PlaybackCommand::StepBack),
            "+" | "=" => self.play(PlaybackCommand::SetSpeed(next_speed(speed, true))),
            "-" => self.play(PlaybackCommand::SetSpeed(next_speed(speed, false))),
            "a" => self.add(),
            "c" => self.connect(data_around(ev.target(), "data-node").map(Arc::from)),
            "f" => self.view(ViewCommand::Fit),
            "l" => self.toggle_log(),
            "?" => self.open(Overlay::Help),
            _ => false,
        }
    }

    /// A held space bar pans; a short press plays or pauses once it is let go.
    fn space(self) -> bool {
        self.gestures.hold_space();
        true
    }

    fn escape(self) -> bool {
        self.gestures.let_go();
        self.view(ViewCommand::Ask(None)) && self.view(ViewCommand::Select(Vec::new()))
    }

    fn remove(self, card: Option<Arc<str>>) -> bool {
        let selection = self.shell.ask(|editor| editor.selection().clone());
        let mut ids = selection.nodes;
        if ids.is_empty() {
            ids.extend(card);
        }
        let command = match (ids.is_empty(), selection.wire) {
            (false, _) => GraphCommand::Remove { ids },
            (true, Some(key)) => GraphCommand::Disconnect { key },
            (true, None) => return false,
        };
        self.shell.dispatch(Command::Graph(command));
        true
    }

    fn inspect(self, id: Arc<str>) -> bool {
        self.shell.desk().open_side(Side::Inspect);
        self.view(ViewCommand::Select(vec![id]))
    }

    fn move_card(self, id: Arc<str>, x: f32, y: f32) -> bool {
        let drag = self.gestures.drags.get_value();
        self.shell.dispatch(Command::Graph(GraphCommand::Move { ids: vec![id], by: Vector::new(x, y), drag }));
        true
    }

    fn connect(self, card: Option<Arc<str>>) -> bool {
        let selected = || self.shell.ask(|editor| editor.selection().nodes.first().cloned());
        card.or_else(selected).is_some_and(|from| self.open(Overlay::Connect(from)))
    }

    fn add(self) -> bool {
        let desk = self.shell.desk();
        desk.palette_open.set(true);
        desk.sheet.set(crate::shell::desk::Sheet::Add);
        // The field is there once the page has followed.
        request_animation_frame(|| focus(".palette__search"));
        true
    }

    fn toggle_log(self) -> bool {
        self.shell.desk().toggle_dock(Dock::Log);
        true
    }

    fn open(self, overlay: Overlay) -> bool {
        self.shell.desk().overlay.set(Some(overlay));
        true
    }

    fn play(self, command: PlaybackCommand) -> bool {
        self.shell.dispatch(Command::Playback(command));
        true
    }

    fn view(self, command: ViewCommand) -> bool {
        self.shell.dispatch(Command::View(command));
        true
    }
}
