//! The context menu: what can be done with a card, a wire, a message or the ground.

use crate::gesture::use_gestures;
use crate::shell::desk::Menu as Opened;
use crate::shell::{elements, use_desk, use_shell};
use crate::widgets::float::Float;
use crate::widgets::icon::Icon;
use editor::actions::{self, Deed, Offer};
use leptos::prelude::*;

/// The menu.
#[component]
pub(crate) fn Menu(opened: Opened) -> impl IntoView {
    let shell = use_shell();
    let desk = use_desk();
    let gestures = use_gestures();
    let offers = shell.ask(|editor| actions::menu(editor, &opened.aim, elements::keyboard()));
    let title = shell.ask(|editor| actions::title_of(editor, &opened.aim));
    let close = move || desk.overlay.set(None);
    let choose = move |deed: Deed| {
        close();
        gestures.perform(deed);
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        if ev.key() == "Tab" {
            ev.prevent_default();
            close();
        } else {
            elements::move_in_menu(&ev, ".menu__item");
        }
    };
    view! {
        <Float label=title.clone() at=Some(opened.at) on_close=close>
            <p class="menu__title" aria-hidden="true">{title.clone()}</p>
            // A list that scrolls can be reached by itself, too, for browsers that move it by keys.
            <div class="menu" role="menu" tabindex="0" aria-label=title on:keydown=on_key>
                {offers.into_iter().enumerate().map(|(index, offer)| view! { <Item offer first={index == 0} choose /> }).collect_view()}
            </div>
        </Float>
    }
}

#[component]
fn Item(offer: Offer, first: bool, choose: impl Fn(Deed) + Send + Sync + 'static) -> impl IntoView {
    let (deed, reason) = match offer.deed {
        Ok(deed) => (Some(deed), None),
        Err(reason) => (None, Some(reason)),
    };
    let disabled = deed.is_none().to_string();
    let on_click = move |_| {
        if let Some(deed) = deed.clone() {
            choose(deed);
        }
    };
    view! {
        {offer.apart.then(|| view! { <hr class="menu__line" /> })}
        <button class="menu__item" type="button" role="menuitem" tabindex="-1" aria-disabled=disabled title=reason autofocus=first on:click=on_click>
            <Icon name=offer.icon />
            <span class="menu__words">
                {offer.title.to_string()}
                {reason.map(|reason| view! { <small class="menu__reason">{reason}</small> })}
            </span>
            {(!offer.keys.is_empty()).then(|| view! { <kbd class="menu__keys">{offer.keys}</kbd> })}
        </button>
    }
}
