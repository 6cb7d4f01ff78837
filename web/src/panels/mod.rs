//! The panels: what each shows of the slices, and which commands its controls give.

pub(crate) mod canvas;
pub(crate) mod palette;
pub(crate) mod topbar;
pub(crate) mod transport;
