//! Colours and fonts, read from the page's tokens once for each theme.

use editor::scene::Tone;
use js_sys::Array;
use leptos::prelude::{document, window};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

/// Dashes of a wire.
const DASH: [f64; 2] = [6.0, 5.0];

/// What the painter draws with.
#[derive(Debug)]
pub(super) struct Ink {
    /// By the order of [`Tone::ALL`].
    colours: Vec<String>,
    words: String,
    figures: String,
    /// The last font, since nearly all texts of a frame share it.
    font: RefCell<(f32, bool, String)>,
    dashed: Array,
    solid: Array,
}

impl Ink {
    /// Reads the tokens that hold at an element.
    pub(super) fn read(canvas: &HtmlCanvasElement) -> Self {
        Self {
            colours: colours(canvas).unwrap_or_else(|_| vec![String::from("currentColor"); Tone::ALL.len()]),
            words: token(canvas, "--font-words"),
            figures: token(canvas, "--font-figures"),
            font: RefCell::new((0.0, false, String::new())),
            dashed: DASH.iter().map(|length| JsValue::from_f64(*length)).collect(),
            solid: Array::new(),
        }
    }

    /// Returns the colour of a tone.
    pub(super) fn of(&self, tone: Tone) -> &str {
        let index = Tone::ALL.iter().position(|it| *it == tone);
        index.and_then(|index| self.colours.get(index)).map_or("", String::as_str)
    }

    /// Returns the font of a size; figures that change have equal widths.
    pub(super) fn font(&self, size: f32, tabular: bool) -> String {
        let mut last = self.font.borrow_mut();
        if last.0.to_bits() != size.to_bits() || last.1 != tabular || last.2.is_empty() {
            let family = if tabular { &self.figures } else { &self.words };
            *last = (size, tabular, format!("{size}px {family}"));
        }
        last.2.clone()
    }

    pub(super) fn set_dashed(&self, context: &CanvasRenderingContext2d, dashed: bool) {
        // It fails for lengths that are negative or not finite only.
        let _ = context.set_line_dash(if dashed { &self.dashed } else { &self.solid });
    }
}

/// A token may be made of other tokens and of functions; an element that carries it as its colour has it resolved.
fn colours(canvas: &HtmlCanvasElement) -> Result<Vec<String>, JsValue> {
    let probe: HtmlElement = document().create_element("span")?.unchecked_into();
    probe.set_hidden(true);
    canvas.parent_element().ok_or(JsValue::NULL)?.append_child(&probe)?;
    let resolve = |tone: &Tone| -> Result<String, JsValue> {
        probe.style().set_property("color", &format!("var({})", tone.token()))?;
        window().get_computed_style(&probe)?.ok_or(JsValue::NULL)?.get_property_value("color")
    };
    let colours = Tone::ALL.iter().map(resolve).collect();
    probe.remove();
    colours
}

fn token(canvas: &HtmlCanvasElement, name: &str) -> String {
    let style = window().get_computed_style(canvas).ok().flatten();
    style.and_then(|style| style.get_property_value(name).ok()).unwrap_or_default().trim().to_owned()
}
