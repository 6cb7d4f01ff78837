//! What an action is meant for: what is selected, or what the hand is on.

use crate::editor::Editor;
use crate::geometry::Point;
use kernel::MessageId;
use std::sync::Arc;

/// Where a context menu opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On a card.
    Card,
    /// On one of several selected cards.
    Cards,
    /// On a wire.
    Wire,
    /// On a message.
    Message,
    /// On the ground.
    Ground,
}

/// What an action is meant for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Aim {
    /// Cards.
    pub nodes: Vec<Arc<str>>,
    /// The one of them that the hand or the focus is on.
    pub card: Option<Arc<str>>,
    /// A wire, by its key.
    pub wire: Option<Arc<str>>,
    /// A message.
    pub message: Option<MessageId>,
    /// A place of the world, where a hand is.
    pub at: Option<Point>,
}

impl Aim {
    /// Means what is selected.
    #[must_use]
    pub fn selected(editor: &Editor) -> Self {
        let selection = editor.selection();
        Self {
            nodes: selection.nodes.clone(),
            card: None,
            wire: selection.wire.clone(),
            message: selection.message,
            at: None,
        }
    }

    /// Means a card, with the others where it is one of several that are selected.
    #[must_use]
    pub fn card(editor: &Editor, id: Arc<str>) -> Self {
        let selected = &editor.selection().nodes;
        let nodes = if selected.contains(&id) { selected.clone() } else { vec![id.clone()] };
        Self { nodes, card: Some(id), ..Self::default() }
    }

    /// Means a wire.
    #[must_use]
    pub fn wire(key: Arc<str>) -> Self {
        Self { wire: Some(key), ..Self::default() }
    }

    /// Means a message.
    #[must_use]
    pub fn message(message: MessageId) -> Self {
        Self { message: Some(message), ..Self::default() }
    }

    /// Returns the same, meant at a place of the world.
    #[must_use]
    pub fn at(self, at: Point) -> Self {
        Self { at: Some(at), ..self }
    }

    /// Returns which context menu fits it. A message is seldom hit by mistake, so it goes before what lies below it.
    #[must_use]
    pub fn place(&self) -> Place {
        match (self.message, self.nodes.len(), &self.wire) {
            (Some(_), ..) => Place::Message,
            (None, 0, Some(_)) => Place::Wire,
            (None, 0, None) => Place::Ground,
            (None, 1, _) => Place::Card,
            (None, ..) => Place::Cards,
        }
    }

    /// Returns the one card that is meant.
    pub(super) fn one(&self) -> Result<Arc<str>, &'static str> {
        match (&self.card, &*self.nodes) {
            (Some(id), _) | (None, [id]) => Ok(id.clone()),
            (None, []) => Err(NO_CARD),
            (None, _) => Err("Several cards are selected"),
        }
    }

    /// Returns all cards that are meant, at least so many.
    pub(super) fn at_least(&self, count: usize) -> Result<Vec<Arc<str>>, &'static str> {
        match (self.nodes.len(), count) {
            (0, _) => Err(NO_CARD),
            (len, count) if len >= count => Ok(self.nodes.clone()),
            (_, 2) => Err("Only one card is selected"),
            _ => Err("Fewer than three cards are selected"),
        }
    }
}

const NO_CARD: &str = "No card is selected";
