//! Cards and wires: adding, connecting, moving, removing.

use super::keys::{ctrl, key};
use super::{Action, Aim, Deed, Family, Group, Page, Place, Within, actions, command, page};
use crate::command::{BY_KEYS, Command, GraphCommand, SetupCommand, ViewCommand};
use crate::editor::Editor;
use crate::geometry::Vector;
use aws::services::descriptor_of;
use std::sync::Arc;

const ANY_CARD: &[Place] = &[Place::Card, Place::Cards];
/// An arrow moves a card by so much [world px]; with Shift by four times that.
const STEP: f32 = 8.0;
const LEAP: f32 = 4.0 * STEP;

static ARROWS: Family =
    Family { keys: &["←", "↑", "→", "↓"], title: "Move the cards; with Shift four times as far" };

actions! {
    ADD = build("add", "Add…", add).icon("plus")
        .keys(&[key("a"), key("Enter").within(Within::Ground)]).on(&[Place::Ground])
        .also("new create insert");
    CONNECT = build("connect", "Connect…", connect).keys(&[key("c")]).on(&[Place::Card])
        .also("wire link");
    INSPECT = build("inspect", "Show the settings", inspect).icon("sliders")
        .keys(&[key("Enter").within(Within::Card)]).on(&[Place::Card, Place::Wire]);
    RENAME = build("rename", "Rename", rename).keys(&[key("F2")]).on(&[Place::Card]);
    DUPLICATE = build("duplicate", "Duplicate", |_, aim| on_all(aim, |ids| GraphCommand::Duplicate { ids }))
        .keys(&[ctrl("d")]).on(ANY_CARD);
    CUT = build("cut", "Cut", |_, aim| on_all(aim, |ids| GraphCommand::Cut { ids })).keys(&[ctrl("x")]).on(ANY_CARD);
    COPY = build("copy", "Copy", |_, aim| on_all(aim, |ids| GraphCommand::Copy { ids })).keys(&[ctrl("c")]).on(ANY_CARD);
    PASTE = build("paste", "Paste", |_, aim| page(Page::Paste(aim.at))).keys(&[ctrl("v")]).on(&[Place::Ground]);
    SELECT_ALL = build("select-all", "Select all cards", select_all).keys(&[ctrl("a")]).on(&[Place::Ground]);
    CLIENT = build("client", "Add a client that sends to it", client).on(&[Place::Card])
        .also("traffic load sender");
    REMOVE = build("trash", "Remove", remove).keys(&[key("Delete"), key("Backspace")])
        .on(&[Place::Card, Place::Cards, Place::Wire])
        .also("delete erase");
    LEFT = moving("left", "Move to the left", |_, aim| shift(aim, -STEP, 0.0)).keys(&[arrow("ArrowLeft")]);
    RIGHT = moving("right", "Move to the right", |_, aim| shift(aim, STEP, 0.0)).keys(&[arrow("ArrowRight")]);
    UP = moving("up", "Move up", |_, aim| shift(aim, 0.0, -STEP)).keys(&[arrow("ArrowUp")]);
    DOWN = moving("down", "Move down", |_, aim| shift(aim, 0.0, STEP)).keys(&[arrow("ArrowDown")]);
    FAR_LEFT = moving("far-left", "Move far to the left", |_, aim| shift(aim, -LEAP, 0.0)).keys(&[arrow("ArrowLeft").shift()]);
    FAR_RIGHT = moving("far-right", "Move far to the right", |_, aim| shift(aim, LEAP, 0.0)).keys(&[arrow("ArrowRight").shift()]);
    FAR_UP = moving("far-up", "Move far up", |_, aim| shift(aim, 0.0, -LEAP)).keys(&[arrow("ArrowUp").shift()]);
    FAR_DOWN = moving("far-down", "Move far down", |_, aim| shift(aim, 0.0, LEAP)).keys(&[arrow("ArrowDown").shift()]);
    FOLLOW = build("follow", "Follow this message", follow).icon("send").on(&[Place::Message]);
    MENU = build("menu", "What can be done with what has the focus", |_, _| page(Page::Menu)).icon("legend")
        .keys(&[key("F10").shift(), key("ContextMenu")]);
}

type Plan = fn(&Editor, &Aim) -> Result<Deed, &'static str>;

const fn build(id: &'static str, title: &'static str, plan: Plan) -> Action {
    Action::new(id, title, Group::Cards, plan)
}

const fn moving(id: &'static str, title: &'static str, plan: Plan) -> Action {
    build(id, title, plan).icon("arrange").family(&ARROWS)
}

const fn arrow(name: &'static str) -> super::Shortcut {
    key(name).within(Within::Card)
}

fn graph(wanted: GraphCommand) -> Result<Deed, &'static str> {
    command(Command::Graph(wanted))
}

fn add(_: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    page(Page::QuickAdd(aim.at))
}

fn connect(editor: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    let id = aim.one()?;
    let graph = editor.graph_view();
    match graph.nodes.iter().find(|node| node.id == id) {
        Some(node) if node.gives => page(Page::Connect(id)),
        _ => Err("Nothing leads on from this card"),
    }
}

fn inspect(_: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    match &aim.wire {
        Some(_) => page(Page::ShowInspector),
        None => page(Page::Inspect(aim.one()?)),
    }
}

fn rename(_: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    page(Page::Rename(aim.one()?))
}

fn client(editor: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    let to = aim.one()?;
    let resource = editor.document.scenario().resource(&to);
    let known = resource.and_then(|resource| descriptor_of(&resource.type_name));
    match known.is_some_and(|known| !known.actions.is_empty()) {
        true => command(Command::Setup(SetupCommand::AddClient { to })),
        false => Err("No client can send to this card"),
    }
}

/// Does something with all cards that are meant.
fn on_all(aim: &Aim, wanted: fn(Vec<Arc<str>>) -> GraphCommand) -> Result<Deed, &'static str> {
    graph(wanted(aim.at_least(1)?))
}

fn select_all(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    match editor.graph_view().nodes.is_empty() {
        true => Err("There is no card yet"),
        false => command(Command::View(ViewCommand::SelectAll)),
    }
}

fn remove(_: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    match (&aim.wire, aim.nodes.is_empty()) {
        (_, false) => graph(GraphCommand::Remove { ids: aim.nodes.clone() }),
        (Some(key), true) => graph(GraphCommand::Disconnect { key: key.clone() }),
        (None, true) => Err("Nothing is selected"),
    }
}

fn shift(aim: &Aim, x: f32, y: f32) -> Result<Deed, &'static str> {
    graph(GraphCommand::Move { ids: aim.at_least(1)?, by: Vector::new(x, y), drag: BY_KEYS })
}

fn follow(_: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    match aim.message {
        Some(message) => command(Command::View(ViewCommand::SelectMessage(Some(message)))),
        None => Err("No message is selected"),
    }
}
