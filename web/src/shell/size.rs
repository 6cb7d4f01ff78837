//! The size of the canvas: the painter and the camera follow it.

use super::Shell;
use crate::paint::Painter;
use editor::command::{Command, ViewCommand};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlCanvasElement, HtmlElement, ResizeObserver};

/// Writes the width of an element into a signal, now and whenever it changes [CSS px].
pub(crate) fn follow_width(element: Element, width: RwSignal<f32>) {
    #[expect(clippy::cast_precision_loss, reason = "screens are small")]
    follow(element, move |element| width.set(element.client_width() as f32));
}

/// Writes the width and height of an element into a signal, with its border, now and whenever they change [CSS px].
pub(crate) fn follow_box(element: HtmlElement, size: RwSignal<(f32, f32)>) {
    #[expect(clippy::cast_precision_loss, reason = "screens are small")]
    follow(element, move |element| size.set((element.offset_width() as f32, element.offset_height() as f32)));
}

/// Measures an element, now and whenever its size changes.
fn follow<E: AsRef<Element> + Clone + 'static>(element: E, measure: impl Fn(&E) + 'static) {
    measure(&element);
    let watched = element.clone();
    observe(watched.as_ref(), move || measure(&element));
}

/// Calls back whenever the size of an element changes, for as long as its component lives. Returns false in a browser
/// that cannot tell.
fn observe(element: &Element, mut on_resize: impl FnMut() + 'static) -> bool {
    let listener = Closure::<dyn FnMut(JsValue)>::new(move |_| on_resize());
    let Ok(observer) = ResizeObserver::new(listener.as_ref().unchecked_ref()) else { return false };
    observer.observe(element);
    let kept = StoredValue::new_local(Some((observer, listener)));
    on_cleanup(move || {
        if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
            observer.disconnect();
        }
    });
    true
}

impl Shell {
    /// Paints on a canvas from now on, at whatever size it has. Its foot is what lies below buttons and lines of the page.
    pub(crate) fn put_on(self, canvas: HtmlCanvasElement, foot: HtmlElement) {
        self.paint_on(Painter::new(canvas.clone()));
        let (watched, watched_foot) = (canvas.clone(), foot.clone());
        let follow = move || self.follow_size(&canvas, &foot);
        if !observe(&watched, follow.clone()) {
            // The canvas keeps the size that it has now.
            follow();
        }
        observe(&watched_foot, follow);
    }

    fn follow_size(self, canvas: &HtmlCanvasElement, foot: &HtmlElement) {
        let (width, height) = (canvas.client_width(), canvas.client_height());
        self.resize(f64::from(width), f64::from(height));
        #[expect(clippy::cast_precision_loss, reason = "screens are small")]
        let (width, height, foot) = (width as f32, height as f32, foot.client_height() as f32);
        #[expect(clippy::cast_possible_truncation, reason = "screens are small")]
        let top = canvas.get_bounding_client_rect().top() as f32;
        self.dispatch(Command::View(ViewCommand::Resize { top, width, height, foot }));
    }
}
