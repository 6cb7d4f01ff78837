//! Points and rectangles in world coordinates: CSS pixels at a zoom of 1.

use std::ops::{Add, Sub};

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// A way from one place to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vector {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

impl Point {
    /// Makes a point.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }

    /// Returns the point a part of the way to another; 0 is here, 1 is there.
    #[must_use]
    pub fn lerp(self, other: Self, part: f32) -> Self {
        Self { x: self.x + (other.x - self.x) * part, y: self.y + (other.y - self.y) * part }
    }

    /// Returns how far another point is.
    #[must_use]
    pub fn distance(self, other: Self) -> f32 {
        let way = other - self;
        (way.x * way.x + way.y * way.y).sqrt()
    }
}

impl Vector {
    /// Makes a vector.
    #[must_use]
    pub const fn new(x: f32, y: f32) -> Self {
        Self { x, y }
    }
}

impl Sub for Point {
    type Output = Vector;
    fn sub(self, other: Self) -> Vector {
        Vector { x: self.x - other.x, y: self.y - other.y }
    }
}

impl Add<Vector> for Point {
    type Output = Self;
    fn add(self, way: Vector) -> Self {
        Self { x: self.x + way.x, y: self.y + way.y }
    }
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its upper left corner.
    pub origin: Point,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

impl Rect {
    /// Makes a rectangle.
    #[must_use]
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { origin: Point::new(x, y), width, height }
    }

    /// Tells whether a point lies inside.
    #[must_use]
    pub fn contains(&self, point: Point) -> bool {
        let way = point - self.origin;
        (0.0..=self.width).contains(&way.x) && (0.0..=self.height).contains(&way.y)
    }

    /// Tells whether all of another rectangle lies inside.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.contains(other.origin) && self.contains(other.origin + Vector::new(other.width, other.height))
    }

    /// Returns the middle.
    #[must_use]
    pub fn center(&self) -> Point {
        Point::new(self.origin.x + self.width / 2.0, self.origin.y + self.height / 2.0)
    }

    /// Returns the smallest rectangle around both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.origin.x.min(other.origin.x), self.origin.y.min(other.origin.y));
        let right = (self.origin.x + self.width).max(other.origin.x + other.width);
        let bottom = (self.origin.y + self.height).max(other.origin.y + other.height);
        Self::new(x, y, right - x, bottom - y)
    }

    /// Returns the rectangle with so much more on every side.
    #[must_use]
    pub fn grown(&self, by: f32) -> Self {
        Self::new(self.origin.x - by, self.origin.y - by, self.width + 2.0 * by, self.height + 2.0 * by)
    }

    /// Tells whether both share a point.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.origin.x <= other.origin.x + other.width
            && other.origin.x <= self.origin.x + self.width
            && self.origin.y <= other.origin.y + other.height
            && other.origin.y <= self.origin.y + self.height
    }
}

/// What part of the world is seen, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// The world's point at the upper left corner of the canvas.
    pub origin: Point,
    /// CSS pixels a world unit.
    pub zoom: f32,
}

impl Default for Camera {
    fn default() -> Self {
        Self { origin: Point::default(), zoom: 1.0 }
    }
}

/// What is fitted keeps this far from the edges.
const MARGIN: f32 = 32.0;

/// The smallest and the largest zoom.
pub const ZOOM_RANGE: (f32, f32) = (0.1, 4.0);

impl Camera {
    /// Returns where a point of the world is on the canvas.
    #[must_use]
    pub fn screen_from_world(&self, point: Point) -> Point {
        let way = point - self.origin;
        Point::new(way.x * self.zoom, way.y * self.zoom)
    }

    /// Returns where a rectangle of the world is on the canvas.
    #[must_use]
    pub fn on_screen(&self, world: &Rect) -> Rect {
        let origin = self.screen_from_world(world.origin);
        Rect { origin, width: world.width * self.zoom, height: world.height * self.zoom }
    }

    /// Returns the point of the world at a place of the canvas.
    #[must_use]
    pub fn world_from_screen(&self, point: Point) -> Point {
        Point::new(self.origin.x + point.x / self.zoom, self.origin.y + point.y / self.zoom)
    }

    /// Returns the camera zoomed by a factor about a place of the canvas, which stays where it is.
    #[must_use]
    pub fn zoomed(&self, factor: f32, about: Point) -> Self {
        let zoom = (self.zoom * factor).clamp(ZOOM_RANGE.0, ZOOM_RANGE.1);
        let fixed = self.world_from_screen(about);
        Self { origin: Point::new(fixed.x - about.x / zoom, fixed.y - about.y / zoom), zoom }
    }

    /// Returns the camera that shows all of a rectangle in the middle of a canvas of that size, at most full size.
    #[must_use]
    pub fn fitting(world: &Rect, width: f32, height: f32) -> Self {
        let room = world.grown(MARGIN);
        let zoom = (width / room.width.max(1.0)).min(height / room.height.max(1.0)).clamp(ZOOM_RANGE.0, 1.0);
        let center = room.center();
        Self { origin: Point::new(center.x - width / zoom / 2.0, center.y - height / zoom / 2.0), zoom }
    }

    /// Returns the camera moved, no farther than it must, so that a rectangle is seen on a canvas of that size.
    #[must_use]
    pub fn showing(&self, world: &Rect, (width, height): (f32, f32)) -> Self {
        let room = world.grown(MARGIN);
        let (seen_x, seen_y) = (width / self.zoom, height / self.zoom);
        // Where there is not room for all of it, its beginning is what is seen.
        let along = |from: f32, seen: f32, start: f32, length: f32| start.min(from.max(start + length - seen));
        let x = along(self.origin.x, seen_x, room.origin.x, room.width);
        let y = along(self.origin.y, seen_y, room.origin.y, room.height);
        Self { origin: Point::new(x, y), zoom: self.zoom }
    }
}

/// Moves places on a line, in ascending order, so far apart that none hides another, and leaves alone those that are. All
/// stay before `end`, closer together where they are too many.
#[must_use]
pub fn apart(places: &[f32], gap: f32, end: f32) -> Vec<f32> {
    let gap = gap.min(end / places.len().max(1) as f32);
    let mut moved = places.to_vec();
    for index in 1..moved.len() {
        moved[index] = moved[index].max(moved[index - 1] + gap);
    }
    let mut limit = end;
    for place in moved.iter_mut().rev() {
        *place = place.min(limit);
        limit = *place - gap;
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn showing_moves_no_farther_than_it_must() {
        let camera = Camera::default();
        let seen = Rect::new(100.0, 100.0, 200.0, 100.0);
        assert_eq!(camera.showing(&seen, (800.0, 600.0)), camera);
        let beside = camera.showing(&Rect::new(1000.0, 100.0, 200.0, 100.0), (800.0, 600.0));
        assert_eq!(beside.origin, Point::new(1000.0 + 200.0 + MARGIN - 800.0, 0.0));
        let before = camera.showing(&Rect::new(-300.0, 100.0, 2000.0, 100.0), (800.0, 600.0));
        assert_eq!(before.origin.x, -300.0 - MARGIN);
    }

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let camera = Camera { origin: Point::new(40.0, -10.0), zoom: 0.8 };
        let pointer = Point::new(300.0, 200.0);
        let before = camera.world_from_screen(pointer);
        let after = camera.zoomed(1.7, pointer).world_from_screen(pointer);
        assert!(before.distance(after) < 0.01, "{before:?} {after:?}");
    }

    #[test]
    fn places_of_one_instant_are_moved_apart_and_others_stay() {
        let cases: [(&[f32], &[f32]); 4] = [
            (&[], &[]),
            (&[10.0, 10.0, 10.0, 90.0], &[10.0, 24.0, 38.0, 90.0]),
            (&[50.0, 99.0, 100.0], &[50.0, 86.0, 100.0]),
            (&[0.0; 10], &[0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]),
        ];
        for (places, moved) in cases {
            assert_eq!(apart(places, 14.0, 100.0), moved);
        }
    }

    #[test]
    fn fitting_shows_all_of_it() {
        let world = Rect::new(-100.0, 50.0, 2000.0, 900.0);
        let camera = Camera::fitting(&world, 800.0, 600.0);
        for corner in [world.origin, Point::new(1900.0, 950.0)] {
            let place = camera.screen_from_world(corner);
            assert!((0.0..=800.0).contains(&place.x) && (0.0..=600.0).contains(&place.y), "{place:?}");
        }
    }
}
