//! The frame loop: time passes, the canvas is painted, and a few times a second the panels follow.
//!
//! It runs only while something moves and somebody can see it; [`Shell::wake`] starts it again.

use super::{Shell, crash, elements};
use crate::paint::Painter;
use editor::command::Changed;
use leptos::prelude::*;

/// A page that was asleep, or a slow machine, never makes time jump by more than this [ms].
const DELTA_MS_MAX: f64 = 100.0;
/// The clock follows at most this often [ms].
const CLOCK_MS: f64 = 100.0;
/// Panels follow at most this often [ms]: nobody reads faster, and each time costs the layout of all their rows.
const PANELS_MS: f64 = 250.0;
/// What a frame may spend on simulating [ms].
const SIMULATE_MS: f64 = 6.0;
/// Between these many events a frame simulates.
const EVENTS_RANGE: (u32, u32) = (200, 200_000);

/// Where the loop stands.
#[derive(Debug)]
pub(crate) struct FrameLoop {
    /// Whether a frame is asked for.
    pending: bool,
    /// When the last one was, while the loop runs [ms].
    last_ms: Option<f64>,
    /// When the clock last followed [ms].
    clock_ms: f64,
    /// When the panels last followed [ms].
    panels_ms: f64,
    /// What they have not followed yet.
    owed: Changed,
    /// How many events a frame simulates at most, as this machine allows.
    events_max: u32,
}

impl Default for FrameLoop {
    fn default() -> Self {
        let (clock_ms, panels_ms) = (0.0, 0.0);
        Self { pending: false, last_ms: None, clock_ms, panels_ms, owed: Changed::empty(), events_max: 4_000 }
    }
}

impl Shell {
    /// Asks for a frame; the loop goes on by itself as long as something moves.
    pub(crate) fn wake(self) {
        let asked = self.frames.try_update_value(|frames| std::mem::replace(&mut frames.pending, true));
        if asked == Some(false) {
            request_animation_frame(move || self.on_frame());
        }
    }

    /// Gives the canvas to the painter, and paints it.
    pub(crate) fn paint_on(self, painter: Option<Painter>) {
        self.painter.set_value(painter);
        self.wake();
    }

    /// Fits the painter to the canvas [CSS px].
    pub(crate) fn resize(self, width: f64, height: f64) {
        self.painter.update_value(|painter| {
            if let Some(painter) = painter {
                painter.resize(width, height);
            }
        });
    }

    /// Reads the colours anew, after the theme changed.
    pub(crate) fn recolour(self) {
        self.painter.update_value(|painter| {
            if let Some(painter) = painter {
                painter.recolour();
            }
        });
        self.wake();
    }

    fn on_frame(self) {
        let now = elements::now_ms();
        let due = self.frames.try_update_value(|frames| {
            frames.pending = false;
            let delta = frames.last_ms.map_or(0.0, |last| (now - last).clamp(0.0, DELTA_MS_MAX));
            frames.last_ms = Some(now);
            (delta, frames.events_max)
        });
        let Some((delta_ms, events_max)) = due else { return };
        if crash::has_crashed() {
            return;
        }
        self.simulate(delta_ms, events_max, now);
        self.paint();
        if self.ask(editor::Editor::is_busy) && !elements::is_hidden() {
            self.wake();
        } else {
            self.frames.update_value(|frames| frames.last_ms = None);
        }
    }

    /// Lets time pass and publishes what changed, as often as people can read.
    fn simulate(self, delta_ms: f64, events_max: u32, now: f64) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
        let delta_micros = (delta_ms * 1_000.0) as u64;
        let Some(changed) = self.editor.try_update_value(|editor| editor.tick(delta_micros, events_max)) else {
            return;
        };
        let took_ms = elements::now_ms() - now;
        let busy = self.ask(editor::Editor::is_busy);
        let owed = self.frames.try_update_value(|frames| {
            frames.events_max = adapted(frames.events_max, took_ms);
            frames.owed |= changed;
            if !busy || now - frames.panels_ms >= PANELS_MS {
                (frames.clock_ms, frames.panels_ms) = (now, now);
                std::mem::take(&mut frames.owed)
            } else if now - frames.clock_ms >= CLOCK_MS {
                frames.clock_ms = now;
                Changed::CLOCK
            } else {
                Changed::empty()
            }
        });
        self.publish(owed.unwrap_or_default());
    }

    fn paint(self) {
        let camera = self.slices.camera.get_untracked();
        let scene = self.ask(|editor| editor.scene(elements::prefers_reduced_motion()));
        self.painter.update_value(|painter| {
            if let Some(painter) = painter {
                painter.paint(&scene, camera);
            }
        });
    }
}

/// Finds how many events fit into a frame: fewer at once when it took too long, more bit by bit.
fn adapted(events_max: u32, took_ms: f64) -> u32 {
    let next = if took_ms > SIMULATE_MS {
        events_max / 2
    } else if took_ms < SIMULATE_MS / 2.0 {
        events_max + events_max / 8
    } else {
        events_max
    };
    next.clamp(EVENTS_RANGE.0, EVENTS_RANGE.1)
}
