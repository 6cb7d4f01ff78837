//! Everything that the page decides, without a browser.
//!
//! A person's intentions are [`Command`](command::Command)s; [`Editor::dispatch`](crate::Editor) is the only way to
//! change anything; panels show [view models](view), the canvas a [scene]. A frame is a pure function of document,
//! trace, playhead and camera.

pub mod actions;
pub mod build;
pub mod chart;
pub mod command;
pub mod document;
mod editor;
mod files;
pub mod gallery;
pub mod geometry;
pub mod graph;
pub mod guide;
pub mod keep;
pub mod link;
pub mod playback;
pub mod runner;
pub mod scene;
pub mod starters;
pub mod text;
pub mod view;
pub mod words;

pub use editor::asking::LogForm;
pub use editor::{Editor, Selection};

// What views and commands are made of, so that who shows them needs no other crate.
pub use aws::diagnostics::{Severity, Span};
pub use aws::stack::world::name_of;
pub use kernel::{MessageId, RecordId, SimDuration, SimTime};
