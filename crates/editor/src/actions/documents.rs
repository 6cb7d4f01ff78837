//! Documents: back and forth, opening, saving, handing on; and help.

use super::keys::{ctrl, key};
use super::{Action, Aim, Deed, Group, Page, actions, command, page};
use crate::command::{Command, FileCommand};
use crate::editor::Editor;

actions! {
    UNDO = document("undo", "Undo", undo).keys(&[ctrl("z")]);
    REDO = document("redo", "Redo", redo).keys(&[ctrl("z").shift(), ctrl("y")]);
    GALLERY = document("gallery", "Open the gallery", |_, _| page(Page::Gallery));
    DOCUMENTS = document("documents", "Open one of your documents", |_, _| page(Page::Documents));
    VERSIONS = document("versions", "Look at earlier versions", |_, _| page(Page::Versions));
    NEW = document("new", "Begin with an empty template", |_, _| file(FileCommand::New));
    OPEN = document("open", "Open a template's file", |_, _| page(Page::OpenFile));
    SAVE = document("save", "Save the template as a file", |_, _| file(FileCommand::Save)).keys(&[ctrl("s").typing()]);
    COPY_LINK = document("link", "Copy a link", |_, _| file(FileCommand::CopyLink));
    COPY_RUN = document("terminal", "Copy the run command", |_, _| file(FileCommand::CopyRun));
    COPY_TEXT = document("copy-text", "Copy the template", |_, _| file(FileCommand::CopyText)).icon("copy");
    FIRST_STEPS = document("first-steps", "Show the first steps", |_, _| page(Page::FirstSteps)).icon("help");
    HELP = document("help", "All keys, and what this is", |_, _| page(Page::Help)).keys(&[key("?")]);
}

const fn document(
    id: &'static str,
    title: &'static str,
    plan: fn(&Editor, &Aim) -> Result<Deed, &'static str>,
) -> Action {
    Action::new(id, title, Group::Document, plan)
}

fn file(wanted: FileCommand) -> Result<Deed, &'static str> {
    command(Command::File(wanted))
}

fn undo(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    if editor.run_view().undo.is_some() { file(FileCommand::Undo) } else { Err("There is nothing to undo") }
}

fn redo(editor: &Editor, _: &Aim) -> Result<Deed, &'static str> {
    if editor.run_view().redo.is_some() { file(FileCommand::Redo) } else { Err("There is nothing to redo") }
}
