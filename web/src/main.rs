//! The page. It mounts the program's one view into the document; what it shows and does is decided in `editor`.
//!
//! Intentions come in at [`gesture`] and the [`panels`], go through [`shell`] to the editor, and come back as signals,
//! one for each slice of what is seen. What moves is drawn by [`paint`] from the editor's scene, frame by frame.

#![allow(
    unreachable_pub,
    missing_docs,
    missing_debug_implementations,
    reason = "a program has no public face, and the view macro makes public types"
)]

mod app;
mod gesture;

mod paint;
mod panels;
mod shell;
mod widgets;

fn main() {
    shell::crash::install();
    shell::styles::adopt();
    shell::elements::clear_body();
    leptos::mount::mount_to_body(app::App);
}
