//! Templates from files and back: opened, dropped, pasted, saved.

use super::Shell;
use editor::command::{Command, FileCommand, GraphCommand};
use editor::geometry::Point;
use editor::graph::clip::Pasted;
use leptos::prelude::*;
use std::sync::Arc;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, DataTransfer, File, HtmlAnchorElement, Url};

/// A template is text that a person wrote; anything larger was dropped by mistake [bytes].
const BYTES_MAX: f64 = 2_000_000.0;

/// Offers a text as a file.
pub(super) fn save(name: &str, text: &str) {
    // Each step fails only in a page that is being closed, where nobody waits for a file.
    let _ = try_save(name, text);
}

/// Offers a document of the library as a file.
pub(crate) fn save_record(record: &super::storage::records::Record) {
    save(&editor::keep::names::of_file(&record.title), &record.text);
}

fn try_save(name: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/yaml");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&JsValue::from_str(text)), &kind)?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let anchor: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    anchor.set_href(&address);
    anchor.set_download(name);
    anchor.click();
    // The download holds the data by itself once it has begun.
    gloo_timers::callback::Timeout::new(10_000, move || {
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

/// Opens the first file of a drop, or the text that was dropped.
pub(crate) fn open_dropped(shell: Shell, data: &DataTransfer) {
    match data.files().and_then(|files| files.get(0)) {
        Some(file) => open(shell, file),
        None => {
            open_pasted(shell, data);
        }
    }
}

/// Tells whether a file's content is text: pictures and archives have characters that no text has.
fn is_text(content: &str) -> bool {
    !content.chars().any(|it| it.is_ascii_control() && !it.is_ascii_whitespace())
}

/// Opens a file.
pub(crate) fn open(shell: Shell, file: File) {
    if file.size() > BYTES_MAX {
        shell.desk.tell(format!("{} is too large for a template", file.name()).into());
        return;
    }
    leptos::task::spawn_local(async move {
        let name = file.name();
        match JsFuture::from(file.text()).await {
            Ok(text) => match text.as_string().filter(|text| is_text(text)) {
                Some(text) => open_text(shell, &name, &text),
                None => shell.desk.tell(format!("{name} is not a text file, so it cannot be a template").into()),
            },
            Err(_) => shell.desk.tell(format!("{name} cannot be read").into()),
        }
    });
}

/// Opens a text that was pasted or dropped, if it looks like a template; a mere part of one is added to what is there.
pub(crate) fn open_pasted(shell: Shell, data: &DataTransfer) -> bool {
    take_pasted(shell, &data.get_data("text/plain").unwrap_or_default(), None)
}

fn take_pasted(shell: Shell, text: &str, at: Option<Point>) -> bool {
    match shell.ask(|editor| editor.pasted(text)) {
        Pasted::Part => shell.dispatch(Command::Graph(GraphCommand::Paste { text: text.into(), at })),
        Pasted::Whole => open_text(shell, "pasted.yaml", text),
        Pasted::Nothing => return false,
    }
    true
}

/// Adds what is on the clipboard, where the browser hands it out to a page that asks.
pub(crate) fn paste(shell: Shell, at: Option<Point>) {
    let keys = editor::actions::PASTE.keys_text(super::elements::keyboard());
    let ask: Arc<str> = format!("The browser hands the clipboard out by its own key only: press {keys}").into();
    let Some(reading) = super::clipboard::read() else {
        shell.desk.tell(ask);
        return;
    };
    leptos::task::spawn_local(async move {
        match reading.await.ok().and_then(|text| text.as_string()) {
            Some(text) if take_pasted(shell, &text, at) => {}
            Some(_) => shell.desk.tell("There is no card and no template on the clipboard".into()),
            None => shell.desk.tell(ask),
        }
    });
}

fn open_text(shell: Shell, name: &str, text: &str) {
    shell.dispatch(Command::File(FileCommand::Open { name: name.into(), text: text.into() }));
    reveal_errors(shell);
}

/// Shows what is wrong with a document that was just opened, where that is why its picture is not what was expected.
pub(super) fn reveal_errors(shell: Shell) {
    let problems = shell.slices.problems.get_untracked();
    if problems.iter().any(|problem| problem.severity == editor::Severity::Error) {
        shell.desk.open_dock(super::desk::Dock::Problems);
    }
}

/// Opens the browser's own dialog for choosing a file, by the hidden field of the top bar.
pub(crate) fn take_chosen(shell: Shell, field: &web_sys::HtmlInputElement) {
    if let Some(file) = field.files().and_then(|files| files.get(0)) {
        open(shell, file);
    }
    // Empty again, so that choosing the same file once more is a change.
    field.set_value("");
}
