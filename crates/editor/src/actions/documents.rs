//! Documents: back and forth, opening, saving, handing on; and help.

use super::keys::{ctrl, key};
use super::{Action, Aim, Deed, Group, Page, actions, command, page};
use crate::command::{Command, FileCommand};
use crate::editor::Editor;

actions! {
    UNDO = document("undo", "Undo", undo).keys(&[ctrl("z")])
        .also("revert");
    REDO = document("redo", "Redo", redo).keys(&[ctrl("z").shift(), ctrl("y")])
        .also("again");
    GALLERY = document("gallery", "Open the gallery", |_, _| page(Page::Gallery))
        .also("examples templates samples");
    DOCUMENTS = document("documents", "Open one of your documents", |_, _| page(Page::Documents))
        .also("files recent");
    VERSIONS = document("versions", "Look at earlier versions", |_, _| page(Page::Versions))
        .also("history restore");
    NEW = document("new", "New empty template", |_, _| file(FileCommand::New))
        .also("new create blank document");
    OPEN = document("open", "Open a template's file", |_, _| page(Page::OpenFile))
        .also("import load upload");
    SAVE = document("save", "Save the template as a file", |_, _| file(FileCommand::Save)).keys(&[ctrl("s").typing()])
        .also("export download store");
    COPY_LINK = document("link", "Copy a link", |_, _| file(FileCommand::CopyLink))
        .also("share url export");
    COPY_RUN = document("terminal", "Copy the run command", |_, _| file(FileCommand::CopyRun))
        .also("cli command line terminal export");
    COPY_TEXT = document("copy-text", "Copy the template", |_, _| file(FileCommand::CopyText)).icon("copy")
        .also("export yaml json sam cloudformation");
    FIRST_STEPS = document("first-steps", "Show the first steps", |_, _| page(Page::FirstSteps)).icon("help")
        .also("guide tour tutorial help");
    HELP = document("help", "All keys, and what this is", |_, _| page(Page::Help)).keys(&[key("?")])
        .also("help shortcuts keyboard about manual");
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
