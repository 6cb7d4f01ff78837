//! The tabs of a narrow page, where one sheet holds what a wide page has around the canvas.

use crate::shell::desk::{Desk, Dock, Sheet, Side};
use crate::shell::use_desk;
use crate::widgets::icon::Icon;
use crate::widgets::tabs::{Tabs, words};
use leptos::prelude::*;

/// What the sheet can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Log,
    Inspect,
    Run,
    Add,
    Problems,
    Template,
}

/// The row of tabs above the sheet.
#[component]
pub(crate) fn SheetTabs() -> impl IntoView {
    let desk = use_desk();
    let tabs = vec![
        (Page::Log, words("Log")),
        (Page::Inspect, words("Inspect")),
        (Page::Run, words("Run")),
        (Page::Add, words("Add")),
        (Page::Problems, words("Problems")),
        (Page::Template, words("Template")),
    ];
    view! {
        <div class="sheet-tabs">
            <Tabs label="Panels" tabs chosen=move || Some(shown(desk)) on_choose=move |page| open(desk, page) />
            <button
                class="sheet-tabs__size"
                type="button"
                aria-pressed=move || desk.sheet_tall.get().to_string()
                aria-label="Larger panel"
                title="Gives the panel more of the screen, or the canvas"
                on:click=move |_| desk.sheet_tall.update(|tall| *tall = !*tall)
            >
                <Icon name="chevron" />
            </button>
        </div>
    }
}

fn shown(desk: Desk) -> Page {
    match (desk.sheet.get(), desk.side.get(), desk.dock.get()) {
        (Sheet::Add, _, _) => Page::Add,
        (Sheet::Side, Side::Inspect, _) => Page::Inspect,
        (Sheet::Side, Side::Run, _) => Page::Run,
        (Sheet::Dock, _, Some(Dock::Problems)) => Page::Problems,
        (Sheet::Dock, _, Some(Dock::Template)) => Page::Template,
        (Sheet::Dock, _, Some(Dock::Log) | None) => Page::Log,
    }
}

fn open(desk: Desk, page: Page) {
    match page {
        Page::Log => desk.open_dock(Dock::Log),
        Page::Problems => desk.open_dock(Dock::Problems),
        Page::Template => desk.open_dock(Dock::Template),
        Page::Inspect => desk.open_side(Side::Inspect),
        Page::Run => desk.open_side(Side::Run),
        Page::Add => {
            desk.palette_open.set(true);
            desk.sheet.set(Sheet::Add);
        }
    }
}
