//! The name of a card, edited where it stands.

use crate::gesture::use_gestures;
use crate::shell::{elements, use_dispatch, use_shell};
use editor::command::{Command, GraphCommand};
use leptos::html;
use leptos::prelude::*;
use std::sync::Arc;

/// The field. Enter and leaving the field keep the name, Escape gives up; a name that cannot be says why below it, and is
/// given up by leaving.
#[component]
pub(crate) fn Rename(id: Arc<str>, name: Arc<str>) -> impl IntoView {
    let shell = use_shell();
    let gestures = use_gestures();
    let dispatch = use_dispatch();
    let wanted = RwSignal::new(name.to_string());
    let field = NodeRef::<html::Input>::new();
    field.on_load(|field| request_animation_frame(move || elements::focus_field(&field)));
    let (own, old) = (id.clone(), name.clone());
    let refusal = Memo::new(move |_| {
        let wanted = wanted.get();
        let same = wanted.trim() == &*old;
        (!same).then(|| shell.ask(|editor| editor.can_rename(&own, wanted.trim())).err()).flatten()
    });
    // A field that goes away is left as well, and then everything is said already; what it knew may be gone by then.
    let over = StoredValue::new(false);
    let give_up = move || {
        over.set_value(true);
        gestures.renaming.set(None);
    };
    // Where the card goes while its name is typed, nothing is edited any more.
    let edited = id.clone();
    on_cleanup(move || {
        if gestures.renaming.try_get_untracked().flatten() == Some(edited) {
            gestures.renaming.set(None);
        }
    });
    // Keeps the name, and returns what the card is called then; nothing where the name cannot be.
    let keep = move || {
        let new: Arc<str> = wanted.get_untracked().trim().into();
        if refusal.with_untracked(Option::is_some) {
            return None;
        }
        give_up();
        if new == name {
            return Some(id.clone());
        }
        dispatch(Command::Graph(GraphCommand::Rename { id: id.clone(), to: new.clone() }));
        Some(new)
    };
    let leave = keep.clone();
    let on_blur = move |_| {
        if over.try_get_value() == Some(false) && leave().is_none() {
            give_up();
        }
    };
    let on_key = move |ev: leptos::ev::KeyboardEvent| {
        // Undo takes back what is typed, and then what was done before.
        let is_step = (ev.ctrl_key() || ev.meta_key()) && ["z", "Z", "y"].contains(&&*ev.key());
        if !is_step {
            ev.stop_propagation();
        }
        match ev.key().as_str() {
            "Enter" if !ev.is_composing() => {
                if let Some(shown) = keep() {
                    request_animation_frame(move || elements::focus_data("data-node", &shown));
                }
            }
            "Escape" => give_up(),
            _ => {}
        }
    };
    view! {
        <span class="rename" data-hands="own" data-undo="document">
            <input
                class="rename__field"
                type="text"
                aria-label="Name"
                aria-invalid=move || refusal.with(Option::is_some).to_string()
                aria-describedby="rename-refusal"
                autocomplete="off"
                spellcheck="false"
                node_ref=field
                prop:value=move || wanted.get()
                on:input=move |ev| wanted.set(event_target_value(&ev))
                on:keydown=on_key
                on:blur=on_blur
            />
            <span class="rename__refusal" id="rename-refusal" role="status">{move || refusal.get().map(|it| it.to_string())}</span>
        </span>
    }
}
