//! What is seen: the camera, the panels, the theme.

use super::keys::{ctrl, key};
use super::{Action, Aim, Deed, Group, Page, Place, actions, command, page};
use crate::LogForm;
use crate::command::{Command, ViewCommand};
use crate::editor::Editor;
use crate::geometry::Point;
use crate::view::Part;

const GROUND: &[Place] = &[Place::Ground];

actions! {
    FINDER = view("search", "Search for anything", |_, _| page(Page::Finder)).keys(&[ctrl("k").typing()]);
    FIT = view("fit", "Show everything", |_, _| look(ViewCommand::Fit)).keys(&[key("f")]).on(GROUND)
        .also("zoom all center");
    FULL_SIZE = view("full-size", "Show at full size", full_size).icon("search").keys(&[key("0")]);
    ZOOM_IN = view("zoom-in", "Zoom in", |_, _| page(Page::Zoom(125))).icon("plus");
    ZOOM_OUT = view("zoom-out", "Zoom out", |_, _| page(Page::Zoom(80))).icon("minus");
    TIDY = view("arrange", "Arrange all cards", tidy).on(GROUND);
    FRAME = view("frame", "Select by a frame instead of moving the view", |_, _| page(Page::ToggleFrame));
    MAP = view("map", "Show or hide the map", |_, _| page(Page::ToggleMap)).on(GROUND);
    LOG = view("log", "Open or fold the log", |_, _| page(Page::ToggleLog)).keys(&[key("l")]);
    ALL_LINES = view("all-lines", "Show all lines of the log", |_, _| look(ViewCommand::ClearLogFilter)).icon("log");
    COPY_LINES = view("copy-lines", "Copy the log, as JSON lines", |_, _| look(ViewCommand::CopyLog(LogForm::Jsonl))).icon("copy")
        .also("export download");
    COPY_TABLE = view("copy-table", "Copy the log, as a table", |_, _| look(ViewCommand::CopyLog(LogForm::Csv))).icon("copy")
        .also("export csv spreadsheet");
    MESSAGES = view("messages", "Show the messages here", |_, aim| page(Page::Show(aim.one()?, Part::Messages)))
        .icon("sqs").keys(&[key("m")]).on(&[Place::Card]);
    INVOCATIONS = view("invocations", "Show the invocations and environments", invocations).icon("lambda").on(&[Place::Card]);
    METRICS = view("metrics", "Show the metrics", |_, aim| page(Page::Show(aim.one()?, Part::Metrics))).icon("log").on(&[Place::Card])
        .also("charts graphs cloudwatch");
    PROBLEMS = view("warning", "Show the problems", |_, _| page(Page::ShowProblems))
        .also("errors warnings advice");
    TEMPLATE = view("template", "Show the template's text", |_, _| page(Page::ShowTemplate)).icon("note")
        .also("code yaml json sam cloudformation text");
    RUN = view("run", "Show the settings of the run", |_, _| page(Page::ShowRun)).icon("sliders")
        .also("seed duration latency account limit profile year parameters");
    PALETTE = view("panel", "Show or hide the palette", |_, _| page(Page::TogglePalette));
    SIDE = view("panel-right", "Show or hide the inspector", |_, _| page(Page::ToggleSide));
    LEGEND = view("legend", "What wires, shapes and rings mean", |_, _| page(Page::Legend)).on(GROUND)
        .also("help colours colors symbols");
    THEME = view("moon", "Light or dark", |_, _| page(Page::ToggleTheme))
        .also("theme dark mode colours colors appearance");
    LET_GO = view("close", "Let go, deselect", |_, _| page(Page::LetGo)).keys(&[key("Escape")]);
}

const fn view(id: &'static str, title: &'static str, plan: fn(&Editor, &Aim) -> Result<Deed, &'static str>) -> Action {
    Action::new(id, title, Group::View, plan)
}

fn look(wanted: ViewCommand) -> Result<Deed, &'static str> {
    command(Command::View(wanted))
}

fn full_size(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    let (camera, (width, height)) = (editor.camera(), editor.canvas_size());
    look(ViewCommand::SetCamera(camera.zoomed(1.0 / camera.zoom, Point::new(width / 2.0, height / 2.0))))
}

fn invocations(editor: &Editor, aim: &Aim) -> Result<Deed, &'static str> {
    let card = aim.one()?;
    let is_function = editor.graph_view().nodes.iter().any(|node| node.id == card && node.is_invoked());
    if is_function { page(Page::Show(card, Part::Invocations)) } else { Err("Only functions are invoked") }
}

fn tidy(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    if editor.graph_view().nodes.is_empty() { Err("There is no card yet") } else { look(ViewCommand::Tidy) }
}
