//! One frame as a display list in world coordinates: what is where, in words of meaning, not of looks.
//!
//! A scene is a pure function of the graph, the snapshots, the flights, the playhead and the camera. The page maps
//! tones to colours and draws; it decides nothing.

pub mod body;
mod flash;
pub mod frame;
pub mod layout;
mod letters;
mod lit;
pub mod path;
pub mod route;
pub(crate) mod tiles;

use crate::geometry::{Point, Rect};
use std::sync::Arc;

/// Everything that moves or lives in one frame, in the order of drawing.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// What to draw.
    pub marks: Vec<Mark>,
    /// The messages drawn singly, for hit-testing.
    pub targets: Vec<Target>,
}

/// A message that a pointer can hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Where its middle is.
    pub at: Point,
    /// Which.
    pub message: kernel::MessageId,
}

/// One thing to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A message, or anything else that has a shape.
    Shape {
        /// Its middle.
        at: Point,
        /// Its width.
        size: f32,
        /// Its shape.
        shape: Shape,
        /// What it means.
        tone: Tone,
        /// Filled, or only its outline.
        filled: bool,
    },
    /// A ring that shows how much is left.
    Ring {
        /// Its middle.
        at: Point,
        /// Its radius.
        radius: f32,
        /// What is left, from 1 to 0.
        left: f32,
        /// What it means.
        tone: Tone,
    },
    /// A rectangle.
    Block {
        /// Where.
        rect: Rect,
        /// Radius of its corners.
        corner: f32,
        /// What it means.
        tone: Tone,
        /// How it is filled.
        fill: Fill,
    },
    /// A text.
    Text {
        /// Its anchor, on the base line.
        at: Point,
        /// What it says.
        text: Arc<str>,
        /// Height of the letters.
        size: f32,
        /// Which of its ends is at the anchor.
        align: Align,
        /// What it means.
        tone: Tone,
        /// Whether figures have equal widths, for what changes.
        tabular: bool,
    },
    /// A line.
    Line {
        /// Its points.
        points: Arc<[Point]>,
        /// Its width.
        width: f32,
        /// What it means.
        tone: Tone,
        /// Whether it is dashed, and how far the dashes have moved.
        dash: Option<f32>,
    },
}

/// A shape of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// On its way, or a success.
    Circle,
    /// An error or a time-out.
    Star,
    /// Throttled.
    Triangle,
    /// A dead letter.
    Square,
    /// A duplicate.
    Diamond,
}

/// How a rectangle is filled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fill {
    /// All of it.
    Solid,
    /// So much of it, from 0 to 1, from the left.
    Part(f32),
    /// Its outline.
    Outline,
    /// Stripes: something that is being made ready.
    Hatched,
    /// Lightly, so that what lies on it can be read.
    Tint,
    /// On its way out: from 1 to 0.
    Fading(f32),
}

/// Which end of a text is at its anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What a mark means; the page has one colour for each in each theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Invoked synchronously.
    Sync,
    /// Invoked asynchronously.
    Async,
    /// Polled.
    Polled,
    /// A success.
    Success,
    /// An error or a time-out.
    Error,
    /// Throttled.
    Throttled,
    /// Dead-lettered.
    Dead,
    /// The ground of a dead letter.
    DeadGround,
    /// A duplicate.
    Duplicate,
    /// Text and outlines.
    Text,
    /// Quiet text and outlines.
    Quiet,
    /// Lines of cards and empty room.
    Line,
    /// Room for something that is not there yet.
    Tray,
    /// The ground of cards.
    Card,
    /// What has the focus or is selected.
    Accent,
}

impl Tone {
    /// All tones.
    pub const ALL: [Self; 15] = [
        Self::Sync,
        Self::Async,
        Self::Polled,
        Self::Success,
        Self::Error,
        Self::Throttled,
        Self::Dead,
        Self::DeadGround,
        Self::Duplicate,
        Self::Text,
        Self::Quiet,
        Self::Line,
        Self::Tray,
        Self::Card,
        Self::Accent,
    ];

    /// Returns the name of its token in the page's style sheet: `--tone-sync`.
    #[must_use]
    pub fn token(self) -> &'static str {
        match self {
            Self::Sync => "--tone-sync",
            Self::Async => "--tone-async",
            Self::Polled => "--tone-polled",
            Self::Success => "--tone-success",
            Self::Error => "--tone-error",
            Self::Throttled => "--tone-throttled",
            Self::Dead => "--tone-dead",
            Self::DeadGround => "--tone-dead-ground",
            Self::Duplicate => "--tone-duplicate",
            Self::Text => "--tone-text",
            Self::Quiet => "--tone-quiet",
            Self::Line => "--tone-line",
            Self::Tray => "--tone-tray",
            Self::Card => "--tone-card",
            Self::Accent => "--tone-accent",
        }
    }
}
