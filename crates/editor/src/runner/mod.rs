//! The run behind the presentation: it computes ahead, keeps checkpoints, and can go to any instant exactly.

use crate::playback::PlayTime;
use kernel::{MessageId, NodeId};

/// A message on a wire, in presentation time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flight {
    /// Which message.
    pub message: MessageId,
    /// Where it left.
    pub from: NodeId,
    /// Where it goes.
    pub to: NodeId,
    /// When it left.
    pub departs: PlayTime,
    /// When it is there.
    pub arrives: PlayTime,
    /// What it is.
    pub cargo: Cargo,
}

/// What travels on a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cargo {
    /// A message on its way, alone.
    Message,
    /// A batch of so many messages.
    Batch(u32),
    /// An answer, which goes back on the wire; its status.
    Answer(u16),
    /// A dead letter.
    DeadLetter,
}

/// Something that ended at a node a moment ago, to be seen where it happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flash {
    /// Where.
    pub node: NodeId,
    /// When.
    pub at: PlayTime,
    /// Which message.
    pub message: MessageId,
    /// What it means.
    pub tone: crate::scene::Tone,
    /// Its shape.
    pub shape: crate::scene::Shape,
}
