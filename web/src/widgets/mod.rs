//! Parts that know no command: they take values and callbacks.

pub(crate) mod dialog;
pub(crate) mod entry;
pub(crate) mod float;
pub(crate) mod humps;
pub(crate) mod icon;
pub(crate) mod ids;
pub(crate) mod mark;
mod modal;
pub(crate) mod picker;
pub(crate) mod tabs;
pub(crate) mod thumbnail;
pub(crate) mod tip;
pub(crate) mod told;
