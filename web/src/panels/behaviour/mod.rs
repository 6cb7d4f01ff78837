//! How the code of a function behaves: its laws as curves, its rules of failure as rows.

mod law;
mod rules;

use crate::panels::field::Field;
use crate::shell::use_slices;
use editor::view::inspect::behaviour::{BehaviourView, LawView, RulesView};
use law::Law;
use leptos::prelude::*;
use rules::Rules;
use std::sync::Arc;

/// How the selected function behaves.
#[component]
pub(crate) fn Behaviour() -> impl IntoView {
    let shown = use_slices().behaviour;
    let of = move |part: fn(&BehaviourView) -> &LawView| {
        Memo::new(move |_| shown.with(|it| it.as_deref().map(part).cloned()))
    };
    let lists = Memo::new(move |_| {
        let keys = |it: &Arc<BehaviourView>| it.rules.iter().map(|list| (it.function.clone(), list.key)).collect();
        shown.with(|it| it.as_ref().map(keys).unwrap_or_else(Vec::new))
    });
    let list_of = move |key: &'static str| {
        Memo::new(move |_| shown.with(|it| it.as_ref()?.rules.iter().find(|list| list.key == key).cloned()))
    };
    let more = Memo::new(move |_| {
        let names =
            |it: &Arc<BehaviourView>| it.more.fields.iter().map(|it| (it.path.clone(), it.name.clone())).collect();
        shown.with(|it| it.as_ref().map(names).unwrap_or_else(Vec::new))
    });
    let field_of = move |name: Arc<str>| {
        Memo::new(move |_| shown.with(|it| it.as_ref()?.more.fields.iter().find(|field| field.name == name).cloned()))
    };
    view! {
        <section class="behaviour" aria-label="Behaviour of the code">
            <h3 class="behaviour__title">"Behaviour of the code"</h3>
            <Law law=of(|it| &it.duration) />
            <For
                each=move || lists.get()
                key=Clone::clone
                children=move |(_, key)| {
                    let list: Memo<Option<RulesView>> = list_of(key);
                    view! { <Rules list /> }
                }
            />
            <details class="behaviour__more">
                <summary class="behaviour__more-title">"Cold start, response, calls and memory"</summary>
                <div class="behaviour__fields">
                    <Law law=of(|it| &it.init) />
                    <For
                        each=move || more.get()
                        key=Clone::clone
                        children=move |(_, name)| view! { <Field field=field_of(name) /> }
                    />
                </div>
            </details>
        </section>
    }
}
