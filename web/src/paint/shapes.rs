//! Shapes as paths of a canvas.

use editor::geometry::{Point, Rect};
use editor::scene::Shape;
use web_sys::CanvasRenderingContext2d;

/// Corners of a star of radius 1, from its top: five outer, five inner.
const STAR: [(f64, f64); 10] = [
    (0.0, -1.0),
    (0.259, -0.357),
    (0.951, -0.309),
    (0.419, 0.136),
    (0.588, 0.809),
    (0.0, 0.44),
    (-0.588, 0.809),
    (-0.419, 0.136),
    (-0.951, -0.309),
    (-0.259, -0.357),
];
const TRIANGLE: [(f64, f64); 3] = [(0.0, -1.0), (1.0, 0.8), (-1.0, 0.8)];
const SQUARE: [(f64, f64); 4] = [(-0.84, -0.84), (0.84, -0.84), (0.84, 0.84), (-0.84, 0.84)];
const DIAMOND: [(f64, f64); 4] = [(0.0, -1.08), (1.08, 0.0), (0.0, 1.08), (-1.08, 0.0)];

/// Adds a shape to the path.
pub(super) fn trace(context: &CanvasRenderingContext2d, shape: Shape, at: Point, size: f32) {
    let (x, y, radius) = (f64::from(at.x), f64::from(at.y), f64::from(size) / 2.0);
    match shape {
        Shape::Circle => {
            context.move_to(x + radius, y);
            // It fails for negative radii only, and a scene has none.
            let _ = context.arc(x, y, radius, 0.0, std::f64::consts::TAU);
        }
        Shape::Star => corners(context, &STAR, (x, y), radius * 1.25),
        Shape::Triangle => corners(context, &TRIANGLE, (x, y), radius * 1.05),
        Shape::Square => corners(context, &SQUARE, (x, y), radius),
        Shape::Diamond => corners(context, &DIAMOND, (x, y), radius),
    }
}

/// Begins a path with a rectangle.
pub(super) fn trace_block(context: &CanvasRenderingContext2d, rect: &Rect, corner: f32) {
    context.begin_path();
    let (x, y) = (f64::from(rect.origin.x), f64::from(rect.origin.y));
    let (width, height) = (f64::from(rect.width), f64::from(rect.height));
    let corner = f64::from(corner).min(width.min(height) / 2.0).max(0.0);
    // It fails for negative corners only.
    let _ = context.round_rect_with_f64(x, y, width, height, corner);
}

/// Adds a line to the path.
pub(super) fn trace_line(context: &CanvasRenderingContext2d, points: &[Point]) {
    for (index, point) in points.iter().enumerate() {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        if index == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
}

fn corners(context: &CanvasRenderingContext2d, corners: &[(f64, f64)], (x, y): (f64, f64), radius: f64) {
    for (index, (dx, dy)) in corners.iter().enumerate() {
        let (x, y) = (x + dx * radius, y + dy * radius);
        if index == 0 { context.move_to(x, y) } else { context.line_to(x, y) }
    }
    context.close_path();
}
