//! Draws a scene on the canvas. It knows colours and pixels and decides nothing.

mod ink;
mod shapes;

use editor::geometry::{Camera, Point, Rect};
use editor::scene::{Align, Fill, Mark, Scene, Shape, Tone};
use ink::Ink;
use leptos::prelude::window;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// More pixels than this for a CSS pixel cost time and show nothing.
const DENSITY_MAX: f64 = 2.0;
/// Stripes of what is being made ready: their distance.
const STRIPE: f64 = 4.0;

/// The canvas with everything that is the same from frame to frame.
#[derive(Debug)]
pub(crate) struct Painter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    ink: Ink,
    /// Its size [CSS px].
    size: (f64, f64),
    density: f64,
    /// Shapes of one run of the scene, kept from frame to frame so that nothing is allocated.
    loose: Vec<LooseShape>,
}

/// A shape whose place among its neighbours does not matter.
#[derive(Clone, Copy, Debug)]
struct LooseShape {
    tone: Tone,
    filled: bool,
    shape: Shape,
    at: Point,
    size: f32,
}

impl Painter {
    /// Makes the painter of a canvas; nothing where the browser has no 2D context left.
    pub(crate) fn new(canvas: HtmlCanvasElement) -> Option<Self> {
        let context = canvas.get_context("2d").ok().flatten()?.dyn_into().ok()?;
        let ink = Ink::read(&canvas);
        Some(Self { canvas, context, ink, size: (0.0, 0.0), density: 1.0, loose: Vec::new() })
    }

    /// Fits the canvas to its size in the page [CSS px].
    pub(crate) fn resize(&mut self, width: f64, height: f64) {
        self.size = (width, height);
        self.density = window().device_pixel_ratio().clamp(1.0, DENSITY_MAX);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of elements are small")]
        let pixels = |length: f64| (length * self.density).round().max(1.0) as u32;
        self.canvas.set_width(pixels(width));
        self.canvas.set_height(pixels(height));
    }

    /// Reads the colours anew.
    pub(crate) fn recolour(&mut self) {
        self.ink = Ink::read(&self.canvas);
    }

    /// Draws a frame.
    pub(crate) fn paint(&mut self, scene: &Scene, camera: Camera) {
        let (zoom, density) = (f64::from(camera.zoom), self.density);
        let scale = zoom * density;
        // Each transform is made of finite numbers, which is all that a canvas asks of one.
        let _ = self.context.set_transform(density, 0.0, 0.0, density, 0.0, 0.0);
        self.context.clear_rect(0.0, 0.0, self.size.0, self.size.1);
        let origin = camera.origin;
        let _ = self.context.set_transform(
            scale,
            0.0,
            0.0,
            scale,
            -f64::from(origin.x) * scale,
            -f64::from(origin.y) * scale,
        );
        #[expect(clippy::cast_possible_truncation, reason = "the scene is in f32")]
        let seen = Rect::new(origin.x, origin.y, (self.size.0 / zoom) as f32, (self.size.1 / zoom) as f32).grown(24.0);
        for mark in &scene.marks {
            if is_seen(mark, &seen) {
                self.paint_mark(mark);
            }
        }
        self.paint_loose();
    }

    fn paint_mark(&mut self, mark: &Mark) {
        if let Mark::Shape { at, size, shape, tone, filled } = *mark {
            self.loose.push(LooseShape { tone, filled, shape, at, size });
            return;
        }
        self.paint_loose();
        match mark {
            Mark::Shape { .. } => {}
            Mark::Ring { at, radius, left, tone } => self.ring(*at, *radius, *left, *tone),
            Mark::Block { rect, corner, tone, fill } => self.block(rect, *corner, *tone, *fill),
            Mark::Text { at, text, size, align, tone, tabular } => {
                self.text(*at, text, (*size, *tabular), *align, *tone);
            }
            Mark::Line { points, width, tone, dash } => self.line(points, *width, *tone, *dash),
        }
    }

    /// Draws the shapes that wait, all of one colour in one path.
    fn paint_loose(&mut self) {
        if self.loose.is_empty() {
            return;
        }
        let mut loose = std::mem::take(&mut self.loose);
        // Stable, so that of one tone the later lies above the earlier.
        loose.sort_by_key(|it| (it.tone, it.filled));
        for group in loose.chunk_by(|a, b| (a.tone, a.filled) == (b.tone, b.filled)) {
            self.context.begin_path();
            for it in group {
                shapes::trace(&self.context, it.shape, it.at, it.size);
            }
            let colour = self.ink.of(group[0].tone);
            if group[0].filled {
                self.context.set_fill_style_str(colour);
                self.context.fill();
            } else {
                self.context.set_line_width(1.5);
                self.context.set_stroke_style_str(colour);
                self.context.stroke();
            }
        }
        loose.clear();
        self.loose = loose;
    }

    fn ring(&self, at: Point, radius: f32, left: f32, tone: Tone) {
        let (x, y, radius) = (f64::from(at.x), f64::from(at.y), f64::from(radius));
        let turn = std::f64::consts::TAU;
        let top = -turn / 4.0;
        self.context.set_line_width(2.0);
        self.arc(x, y, radius, (0.0, turn), self.ink.of(Tone::Line));
        self.arc(x, y, radius, (top, top + turn * f64::from(left.clamp(0.0, 1.0))), self.ink.of(tone));
    }

    fn arc(&self, x: f64, y: f64, radius: f64, (from, to): (f64, f64), colour: &str) {
        self.context.begin_path();
        // It fails for negative radii only.
        let _ = self.context.arc(x, y, radius.max(0.0), from, to);
        self.context.set_stroke_style_str(colour);
        self.context.stroke();
    }

    fn block(&self, rect: &Rect, corner: f32, tone: Tone, fill: Fill) {
        let context = &self.context;
        let colour = self.ink.of(tone);
        context.set_fill_style_str(colour);
        context.set_stroke_style_str(colour);
        context.set_line_width(1.0);
        match fill {
            Fill::Solid => self.fill_block(rect, corner, 1.0),
            Fill::Tint => self.fill_block(rect, corner, 0.16),
            Fill::Fading(left) => self.fill_block(rect, corner, f64::from(left.clamp(0.0, 1.0)) * 0.5),
            Fill::Outline => {
                let inside = rect.grown(-0.5);
                shapes::trace_block(context, &inside, corner);
                context.stroke();
            }
            Fill::Part(part) => {
                self.fill_block(rect, corner, 0.16);
                let part = Rect { width: rect.width * part.clamp(0.0, 1.0), ..*rect };
                self.fill_block(&part, corner.min(part.width / 2.0), 1.0);
            }
            Fill::Hatched => self.hatch(rect, corner),
        }
    }

    fn fill_block(&self, rect: &Rect, corner: f32, strength: f64) {
        self.context.set_global_alpha(strength);
        shapes::trace_block(&self.context, rect, corner);
        self.context.fill();
        self.context.set_global_alpha(1.0);
    }

    fn hatch(&self, rect: &Rect, corner: f32) {
        let context = &self.context;
        context.save();
        shapes::trace_block(context, rect, corner);
        context.clip();
        context.begin_path();
        let (x, y) = (f64::from(rect.origin.x), f64::from(rect.origin.y));
        let (width, height) = (f64::from(rect.width), f64::from(rect.height));
        let mut at = STRIPE / 2.0;
        while at < width + height {
            context.move_to(x + at, y);
            context.line_to(x + at - height, y + height);
            at += STRIPE;
        }
        context.set_line_width(1.25);
        context.stroke();
        context.restore();
        context.set_line_width(1.0);
        shapes::trace_block(context, &rect.grown(-0.5), corner);
        context.stroke();
    }

    fn text(&self, at: Point, text: &str, (size, tabular): (f32, bool), align: Align, tone: Tone) {
        let context = &self.context;
        context.set_font(&self.ink.font(size, tabular));
        context.set_text_align(match align {
            Align::Start => "left",
            Align::Middle => "center",
            Align::End => "right",
        });
        context.set_fill_style_str(self.ink.of(tone));
        // It fails for numbers that are not finite only.
        let _ = context.fill_text(text, f64::from(at.x), f64::from(at.y));
    }

    fn line(&self, points: &[Point], width: f32, tone: Tone, dash: Option<f32>) {
        let context = &self.context;
        context.begin_path();
        shapes::trace_line(context, points);
        context.set_line_width(f64::from(width));
        context.set_stroke_style_str(self.ink.of(tone));
        if let Some(moved) = dash {
            self.ink.set_dashed(context, true);
            context.set_line_dash_offset(-f64::from(moved));
        }
        context.stroke();
        if dash.is_some() {
            self.ink.set_dashed(context, false);
        }
    }
}

/// Tells whether any of a mark can be seen. Texts know their anchor only, so they get some room.
fn is_seen(mark: &Mark, seen: &Rect) -> bool {
    match mark {
        Mark::Shape { at, .. } | Mark::Ring { at, .. } => seen.contains(*at),
        Mark::Block { rect, .. } => seen.intersects(rect),
        Mark::Text { at, .. } => seen.grown(200.0).contains(*at),
        Mark::Line { points, .. } => bounds(points).is_some_and(|bounds| seen.intersects(&bounds)),
    }
}

fn bounds(points: &[Point]) -> Option<Rect> {
    let at = |point: &Point| Rect::new(point.x, point.y, 0.0, 0.0);
    points.iter().map(at).reduce(|all, one| all.union(&one))
}
