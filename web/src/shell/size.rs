//! The size of the canvas: the painter and the camera follow it.

use super::Shell;
use crate::paint::Painter;
use editor::command::{Command, ViewCommand};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlCanvasElement, ResizeObserver};

impl Shell {
    /// Paints on a canvas from now on, at whatever size it has.
    pub(crate) fn put_on(self, canvas: HtmlCanvasElement) {
        self.paint_on(Painter::new(canvas.clone()));
        let watched = canvas.clone();
        let mut known = false;
        let on_resize = Closure::<dyn FnMut(JsValue)>::new(move |_| {
            self.follow_size(&canvas);
            // The document was opened before anybody knew how large the canvas is.
            if !std::mem::replace(&mut known, true) {
                self.dispatch(Command::View(ViewCommand::Fit));
            }
        });
        // Without the observer the canvas keeps the size that it has now.
        let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) else {
            return self.follow_size(&watched);
        };
        observer.observe(&watched);
        let kept = StoredValue::new_local(Some((observer, on_resize)));
        on_cleanup(move || {
            if let Some((observer, _)) = kept.try_update_value(Option::take).flatten() {
                observer.disconnect();
            }
        });
    }

    fn follow_size(self, canvas: &HtmlCanvasElement) {
        let (width, height) = (canvas.client_width(), canvas.client_height());
        self.resize(f64::from(width), f64::from(height));
        #[expect(clippy::cast_precision_loss, reason = "screens are small")]
        self.dispatch(Command::View(ViewCommand::Resize { width: width as f32, height: height as f32 }));
    }
}
