//! Several cards together: in line, or at equal distances.

use super::{Action, Aim, Deed, Group, Place, actions, command};
use crate::command::{Command, GraphCommand};
use crate::editor::Editor;
use crate::graph::arrange::{Axis, Edge};

actions! {
    ALIGN_LEFT = arrange("align-left", "Align the left edges", |_, aim| align(aim, Edge::Left));
    ALIGN_CENTER = arrange("align-center", "Align the middles, one above the other", |_, aim| align(aim, Edge::Center));
    ALIGN_RIGHT = arrange("align-right", "Align the right edges", |_, aim| align(aim, Edge::Right));
    ALIGN_TOP = arrange("align-top", "Align the upper edges", |_, aim| align(aim, Edge::Top));
    ALIGN_MIDDLE = arrange("align-middle", "Align the middles, side by side", |_, aim| align(aim, Edge::Middle));
    ALIGN_BOTTOM = arrange("align-bottom", "Align the lower edges", |_, aim| align(aim, Edge::Bottom));
    SPREAD_ACROSS = arrange("spread-across", "Distribute from left to right", |_, aim| spread(aim, Axis::Horizontal));
    SPREAD_DOWN = arrange("spread-down", "Distribute from top to bottom", |_, aim| spread(aim, Axis::Vertical));
}

const fn arrange(
    id: &'static str,
    title: &'static str,
    plan: fn(&Editor, &Aim) -> Result<Deed, &'static str>,
) -> Action {
    Action::new(id, title, Group::Arrange, plan).on(&[Place::Cards])
}

fn align(aim: &Aim, edge: Edge) -> Result<Deed, &'static str> {
    command(Command::Graph(GraphCommand::Align { ids: aim.at_least(2)?, edge }))
}

fn spread(aim: &Aim, axis: Axis) -> Result<Deed, &'static str> {
    command(Command::Graph(GraphCommand::Distribute { ids: aim.at_least(3)?, axis }))
}
