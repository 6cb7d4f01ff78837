//! The panels: what each shows of the slices, and which commands its controls give.

pub(crate) mod canvas;
pub(crate) mod connect;
pub(crate) mod copy;
pub(crate) mod dock;
pub(crate) mod gallery;
pub(crate) mod help;
pub(crate) mod inspector;
pub(crate) mod legend;
pub(crate) mod line;
pub(crate) mod log;
pub(crate) mod palette;
pub(crate) mod problems;
pub(crate) mod run_panel;
pub(crate) mod send;
pub(crate) mod sheet_tabs;
pub(crate) mod side;
pub(crate) mod story;
pub(crate) mod summary;
pub(crate) mod template_text;
pub(crate) mod toast;
pub(crate) mod topbar;
pub(crate) mod transport;
pub(crate) mod why;
