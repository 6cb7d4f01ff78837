//! Through which camera the canvas is looked at: all of it, or a part that stays in sight however the page changes around it.

use super::{Dispatched, Editor, changing};
use crate::command::Changed;
use crate::geometry::{Camera, Rect};

impl Editor {
    /// Returns how large the canvas is [CSS px].
    #[must_use]
    pub fn canvas_size(&self) -> (f32, f32) {
        self.canvas
    }

    /// Returns how large the part of it is in which nothing lies over the cards [CSS px].
    #[must_use]
    pub fn free_size(&self) -> (f32, f32) {
        (self.canvas.0, (self.canvas.1 - self.foot).max(1.0))
    }

    /// Returns the part of the world that is seen there.
    #[must_use]
    pub fn free_part(&self) -> Rect {
        let (width, height) = self.free_size();
        Rect { origin: self.camera.origin, width: width / self.camera.zoom, height: height / self.camera.zoom }
    }

    /// Shows everything.
    pub(super) fn fit(&mut self) {
        let (width, height) = self.free_size();
        self.camera = Camera::fitting(&self.graph.bounds, width, height);
        self.fitted = true;
    }

    /// Takes another size of the canvas: what was seen whole still is, and what is selected does not get lost below a
    /// sheet that rises.
    pub(super) fn resize(&mut self, (width, height): (f32, f32), foot: f32) -> Dispatched {
        let before = self.free_part();
        (self.canvas, self.foot) = ((width.max(1.0), height.max(1.0)), foot.clamp(0.0, height.max(0.0)));
        let selected = self.graph.around(&self.selection.nodes);
        if self.fitted {
            self.fit();
        } else if let Some(selected) = selected.filter(|rect| before.intersects(rect)) {
            self.camera = self.camera.showing(&selected, self.free_size());
        }
        changing(Changed::CAMERA)
    }

    pub(super) fn look_through(&mut self, camera: Camera) -> Dispatched {
        self.camera = camera;
        self.fitted = false;
        changing(Changed::CAMERA)
    }
}
