//! The command palette: everything that can be done or gone to, by typing a part of its name.

use crate::gesture::use_gestures;
use crate::shell::{elements, use_desk, use_shell};
use crate::widgets::float::Float;
use crate::widgets::picker::{Pick, Picker};
use editor::actions::{self, Aim, Deed, Finding};
use leptos::prelude::*;

/// The palette.
#[component]
pub(crate) fn Finder() -> impl IntoView {
    let shell = use_shell();
    let desk = use_desk();
    let gestures = use_gestures();
    let keyboard = elements::keyboard();
    let find = move |wanted: &str| {
        let findings = shell.ask(|editor| actions::find(editor, &Aim::selected(editor), wanted, keyboard));
        findings.into_iter().map(pick_of).collect::<Vec<_>>()
    };
    let close = move || desk.overlay.set(None);
    let take = move |deed: Deed| {
        close();
        gestures.perform(deed);
    };
    view! {
        <Float label="Search for anything" at=None on_close=close>
            <div class="finder">
                <Picker label="Search for an action, a card or a template" none="Nothing by that name" find on_take=take />
                <p class="finder__foot" aria-hidden="true"><kbd>"↑ ↓"</kbd>" choose "<kbd>"Enter"</kbd>" does it "<kbd>"Esc"</kbd>" closes"</p>
            </div>
        </Float>
    }
}

fn pick_of(finding: Finding) -> Pick<Deed> {
    let (title, detail) = (finding.title.to_string(), finding.detail.to_string());
    Pick { title, detail, icon: finding.icon, keys: finding.keys, value: finding.deed }
}
