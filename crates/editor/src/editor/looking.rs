//! Through which camera the canvas is looked at: all of it, or a part that stays in sight however the page changes around it.

use super::{Dispatched, Editor, changing};
use crate::build;
use crate::command::Changed;
use crate::geometry::{Camera, Rect};

/// By so much more or less a line of the page makes the canvas [CSS px].
const LINE: f32 = 40.0;

/// The canvas as it lies in the page [CSS px].
#[derive(Debug)]
pub(super) struct Sheet {
    /// How far down the page it begins, once that is known.
    top: Option<f32>,
    /// Its width and height.
    pub(super) size: (f32, f32),
    /// How much of its foot lies below buttons and lines of the page.
    foot: f32,
    /// Whether the camera shows everything, and goes on to when the canvas changes its size.
    pub(super) fitted: bool,
}

impl Default for Sheet {
    fn default() -> Self {
        Self { top: None, size: (1200.0, 700.0), foot: 0.0, fitted: false }
    }
}

impl Editor {
    /// Returns how large the canvas is [CSS px].
    #[must_use]
    pub fn canvas_size(&self) -> (f32, f32) {
        self.sheet.size
    }

    /// Returns how large the part of it is in which nothing lies over the cards [CSS px].
    #[must_use]
    pub fn free_size(&self) -> (f32, f32) {
        (self.sheet.size.0, (self.sheet.size.1 - self.sheet.foot).max(1.0))
    }

    /// Returns the part of the world that is seen there.
    #[must_use]
    pub fn free_part(&self) -> Rect {
        let (width, height) = self.free_size();
        Rect { origin: self.camera.origin, width: width / self.camera.zoom, height: height / self.camera.zoom }
    }

    /// Shows everything.
    pub(crate) fn fit(&mut self) {
        let (width, height) = self.free_size();
        self.camera = Camera::fitting(&self.graph.bounds, width, height);
        self.sheet.fitted = true;
    }

    /// Takes another place and size of the canvas: what was seen whole still is, and what is selected does not get lost
    /// below a sheet that rises. Where its upper edge goes elsewhere, cards stay where a hand is about to click on them.
    /// Before its size was known nothing was seen, and a part that is looked at by then, as after a reload, is kept.
    pub(super) fn resize(&mut self, top: f32, (width, height): (f32, f32), foot: f32) -> Dispatched {
        let (before, room, (old_width, old_height)) = (self.free_part(), self.free_size(), self.sheet.size);
        let known = self.sheet.top.replace(top);
        let lifted = known.map_or(0.0, |old| old - top);
        (self.sheet.size, self.sheet.foot) = ((width.max(1.0), height.max(1.0)), foot.clamp(0.0, height.max(0.0)));
        self.camera.origin.y -= lifted / self.camera.zoom;
        // A strip above came or went, or words below took another line: nothing needs to move for that.
        let grown = height - old_height;
        let is_slight = known.is_some()
            && width == old_width
            && (grown.abs() <= LINE || lifted != 0.0 && (grown - lifted).abs() <= LINE);
        let is_other = known.is_some_and(|old| (old, room) != (top, self.free_size()));
        let selected = self.graph.around(&self.selection.nodes);
        if self.sheet.fitted && is_slight && self.is_whole() {
            return changing(Changed::CAMERA);
        }
        if self.sheet.fitted {
            self.fit();
        } else if let Some(selected) = selected.filter(|rect| is_other && before.intersects(rect)) {
            self.camera = self.camera.showing(&selected, self.free_size());
        }
        changing(Changed::CAMERA)
    }

    /// Returns how far down the page the canvas begins, once that is known [CSS px].
    pub(crate) fn canvas_top(&self) -> Option<f32> {
        self.sheet.top
    }

    /// Looks through a camera as when the canvas began so far down the page. Another document has other lines above it,
    /// which come and go only then, and the canvas with them.
    pub(crate) fn look_again(&mut self, camera: Camera, top: Option<f32>) {
        let lifted = top.zip(self.sheet.top).map_or(0.0, |(then, now)| then - now);
        (self.camera, self.sheet.fitted) = (camera, false);
        self.camera.origin.y -= lifted / camera.zoom;
    }

    /// Makes a change and brings what it added, which it selects, into view: the view becomes wider where everything could
    /// be seen before, else it moves no farther than it must.
    pub(crate) fn edit_in_view(&mut self, change: build::Outcome) -> Dispatched {
        if change.is_err() {
            return self.edit(change);
        }
        let (before, was_whole) = (self.camera, self.is_whole());
        let mut dispatched = self.edit(change);
        if was_whole && !self.is_whole() {
            let (width, height) = self.free_size();
            self.camera = Camera::fitting(&self.graph.bounds, width, height);
        } else if let Some(added) = self.graph.around(&self.selection.nodes) {
            self.camera = self.camera.showing(&added, self.free_size());
        }
        if self.camera != before {
            dispatched.changed |= Changed::CAMERA;
        }
        dispatched
    }

    /// Tells whether all cards are seen.
    pub(crate) fn is_whole(&self) -> bool {
        self.free_part().holds(&self.graph.bounds)
    }

    pub(super) fn look_through(&mut self, camera: Camera) -> Dispatched {
        self.camera = camera;
        self.sheet.fitted = false;
        changing(Changed::CAMERA)
    }
}
