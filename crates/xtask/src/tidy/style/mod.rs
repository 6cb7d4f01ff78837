//! Checks of style sheets and icons.

pub(super) mod class_prefix;
pub(super) mod colours;
pub(super) mod css;
pub(super) mod dead_classes;
pub(super) mod dead_icons;
pub(super) mod selectors;
