//! What a person sees when the program breaks: the text, the seed, and their template for copying.
//!
//! It uses nothing of the program but the browser, because the rest can no longer be trusted.

use super::storage::recovery;
use leptos::prelude::{document, window};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlDialogElement, HtmlTextAreaElement};

thread_local! {
    static CRASHED: Cell<bool> = const { Cell::new(false) };
    /// Whether the browser did not take the last change, so that a reload would lose it.
    static REFUSED: Cell<bool> = const { Cell::new(false) };
    /// The template and the seed as they last were, kept here so that a broken editor need not be asked.
    static LAST: RefCell<(Arc<str>, u64)> = RefCell::new((Arc::from(""), 0));
}

/// Shows a dialog when the program breaks.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|panic| {
        let text = panic.to_string();
        web_sys::console::error_1(&JsValue::from_str(&text));
        if !CRASHED.replace(true) {
            let (template, seed) =
                LAST.try_with(|last| last.try_borrow().map(|it| it.clone()).unwrap_or_default()).unwrap_or_default();
            recovery::note_crash(&text);
            // Without a document there is nobody to tell.
            let _ = show(&text, seed, &template);
        }
    }));
}

/// Tells whether the program broke; it then does nothing more, lest it spoil what is left.
pub(crate) fn has_crashed() -> bool {
    CRASHED.get()
}

/// Keeps what is to be saved from a crash.
pub(super) fn remember(template: &Arc<str>, seed: u64) {
    LAST.with(|last| *last.borrow_mut() = (template.clone(), seed));
}

/// Keeps in mind whether a reload would lose something.
pub(super) fn remember_refusal(is_refused: bool) {
    REFUSED.set(is_refused);
}

fn show(text: &str, seed: u64, template: &str) -> Result<(), JsValue> {
    // A dialog of the browser's own, since it may have to lie over another one.
    let dialog: HtmlDialogElement = document().create_element("dialog")?.unchecked_into();
    dialog.set_class_name("crash");
    dialog.set_attribute("role", "alertdialog")?;
    dialog.set_attribute("aria-label", "Lambdarium has stopped")?;
    let card = append(&dialog, "div", "crash__card", "")?;
    append(&card, "h2", "crash__title", "Lambdarium has stopped")?;
    let kept = if REFUSED.get() {
        "Your last changes are not kept, because the browser's storage is full or closed: copy the template below before \
         you reload."
    } else {
        "Your work is kept: reload to go on with it. If it stops again, go back to the version before."
    };
    append(&card, "p", "", &format!("This is a mistake of ours, not of your template. {kept}"))?;
    let field: HtmlTextAreaElement = append(&card, "textarea", "crash__template", "")?.unchecked_into();
    field.set_value(template);
    field.set_read_only(true);
    field.set_attribute("aria-label", "Your template")?;
    field.set_attribute("title", "Your template, to copy")?;
    let report = report(text, seed, template);
    let said = append(&card, "pre", "crash__text", report.split("\n\n").next().unwrap_or_default())?;
    said.set_attribute("tabindex", "0")?;
    said.set_attribute("role", "region")?;
    said.set_attribute("aria-label", "What the program said")?;
    let row = append(&card, "div", "crash__row", "")?;
    let reload = button(&row, "Reload", "Open the page again with your work")?;
    reload.set_attribute("autofocus", "")?;
    listen(&reload, "click", |_| again())?;
    listen(&button(&row, "Open the version before", "Open the page again, one version back")?, "click", |_| {
        recovery::ask_for_version_before();
        again();
    })?;
    let own = field.clone();
    listen(&button(&row, "Copy the template", "Copy the text above")?, "click", move |_| copy(&own))?;
    let about = "Copy what happened, with version, seed and template";
    listen(&button(&row, "Copy a report", about)?, "click", move |_| {
        let template = field.value();
        field.set_value(&report);
        copy(&field);
        field.set_value(&template);
    })?;
    // There is nothing to go back to.
    listen(&dialog, "cancel", |ev| ev.prevent_default())?;
    document().body().ok_or(JsValue::NULL)?.append_child(&dialog)?;
    dialog.show_modal()
}

/// Writes what whoever mends this has to know; the template follows after an empty line.
fn report(text: &str, seed: u64, template: &str) -> String {
    format!("{text}\nLambdarium {}, seed {seed}\n\n{template}", env!("CARGO_PKG_VERSION"))
}

fn again() {
    // A page that cannot be loaded again stays as it is, with the text to copy.
    let _ = window().location().reload();
}

fn copy(field: &HtmlTextAreaElement) {
    field.select();
    if let Ok(document) = document().dyn_into::<web_sys::HtmlDocument>() {
        // Refused, the text stays selected, and one key copies it.
        let _ = document.exec_command("copy");
    }
}

fn button(row: &Element, text: &str, title: &str) -> Result<Element, JsValue> {
    let button = append(row, "button", "crash__button", text)?;
    button.set_attribute("title", title)?;
    Ok(button)
}

fn append(parent: &Element, name: &str, class: &str, text: &str) -> Result<Element, JsValue> {
    let element = document().create_element(name)?;
    element.set_class_name(class);
    element.set_text_content(Some(text));
    parent.append_child(&element)?;
    Ok(element)
}

/// Listens for good: the page goes no further than this dialog.
fn listen(element: &Element, event: &str, action: impl Fn(Event) + 'static) -> Result<(), JsValue> {
    let listener = Closure::<dyn Fn(Event)>::new(action).into_js_value();
    element.add_event_listener_with_callback(event, listener.unchecked_ref())
}
