//! The whole page: where each panel stands.

use crate::gesture::{self, Gestures};
use crate::panels::canvas::Canvas;
use crate::panels::palette::Palette;
use crate::panels::topbar::Topbar;
use crate::panels::transport::Transport;
use crate::shell::desk::Sheet;
use crate::shell::{Shell, start, theme};
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    let shell = Shell::provide();
    Gestures::provide(shell);
    theme::restore();
    start::open(shell);
    start::listen(shell);
    gesture::keys::listen();
    let desk = shell.desk();
    let fold = |open: bool| if open { "open" } else { "closed" };
    let sheet = move || match desk.sheet.get() {
        Sheet::Add => "add",
        Sheet::Side => "side",
        Sheet::Dock => "dock",
    };
    view! {
        <div
            class="app"
            data-palette=move || fold(desk.palette_open.get())
            data-side=move || fold(desk.side_open.get())
            data-sheet=sheet
        >
            <div class="app__top"><Topbar /></div>
            <div class="app__palette"><Palette /></div>
            <main class="app__canvas"><Canvas /></main>
            <div class="app__transport"><Transport /></div>
        </div>
    }
}
