//! The whole page: where each panel stands.

use crate::gesture::{self, Gestures, use_gestures};
use crate::panels::canvas::Canvas;
use crate::panels::connect::Connect;
use crate::panels::copy::Copy;
use crate::panels::dock::Dock;
use crate::panels::documents::Documents;
use crate::panels::finder::Finder;
use crate::panels::gallery::Gallery;
use crate::panels::help::Help;
use crate::panels::legend::Legend;
use crate::panels::menu::Menu;
use crate::panels::narrator::Narrator;
use crate::panels::palette::Palette;
use crate::panels::quick_add::QuickAdd;
use crate::panels::recovery::Recovery;
use crate::panels::sheet_tabs::SheetTabs;
use crate::panels::side::Side;
use crate::panels::toast::Toast;
use crate::panels::topbar::Topbar;
use crate::panels::transport::Transport;
use crate::panels::versions::Versions;
use crate::panels::why::Why;
use crate::shell::desk::{Adding, Overlay, Sheet};
use crate::shell::{Shell, focus, start, theme, use_desk};
use crate::widgets::tip::Tip;
use leptos::prelude::*;

/// The page.
#[component]
pub(crate) fn App() -> impl IntoView {
    theme::restore();
    let shell = Shell::provide();
    Gestures::provide(shell);
    start::open(shell);
    start::listen(shell);
    gesture::keys::listen();
    focus::follow();
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
            data-sheet-tall=move || desk.sheet_tall.get().to_string()
        >
            <div class="app__top"><Topbar /></div>
            <div class="app__palette"><Palette /></div>
            <main class="app__canvas">
                <div class="app__tank">
                    <Canvas />
                    <Why />
                    <Toast />
                    <Tip />
                </div>
                <Narrator />
            </main>
            <div class="app__dock"><Dock /></div>
            <div class="app__side"><Side /></div>
            <div class="app__transport"><Transport /></div>
            <nav class="app__sheet-tabs" aria-label="Panels"><SheetTabs /></nav>
        </div>
        <Overlays />
        <DroppedWire />
    }
}

/// What lies over everything.
#[component]
fn Overlays() -> impl IntoView {
    let desk = use_desk();
    move || {
        desk.overlay.get().map(|overlay| match overlay {
            Overlay::Menu(opened) => view! { <Menu opened /> }.into_any(),
            Overlay::Finder => view! { <Finder /> }.into_any(),
            Overlay::Add(adding) => view! { <QuickAdd adding on_close=move || desk.overlay.set(None) /> }.into_any(),
            Overlay::Gallery => view! { <Gallery /> }.into_any(),
            Overlay::Legend => view! { <Legend /> }.into_any(),
            Overlay::Help => view! { <Help /> }.into_any(),
            Overlay::Connect(from) => view! { <Connect from /> }.into_any(),
            Overlay::Copy(text) => view! { <Copy text /> }.into_any(),
            Overlay::Documents => view! { <Documents /> }.into_any(),
            Overlay::Versions => view! { <Versions /> }.into_any(),
            Overlay::Recovery(id) => view! { <Recovery id /> }.into_any(),
        })
    }
}

/// What a wire that was dropped on nothing can lead to.
#[component]
fn DroppedWire() -> impl IntoView {
    let gestures = use_gestures();
    move || {
        gestures.dropped.get().map(|dropped| {
            let (at, world) = (gestures.window_place(dropped.at), Some(dropped.world));
            let adding = Adding { at, world, end: Some(dropped.end) };
            view! { <QuickAdd adding on_close=move || gestures.dropped.set(None) /> }
        })
    }
}
