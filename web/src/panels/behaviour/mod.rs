//! How the code of a function behaves: its laws as curves, its rules of failure as rows, and what else it does.

mod law;

use crate::panels::field::Field;
use crate::shell::use_slices;
use editor::view::FieldView;
use editor::view::inspect::behaviour::{BehaviourView, LawView};
use law::Law;
use leptos::prelude::*;
use std::sync::Arc;

/// How the selected function behaves.
#[component]
pub(crate) fn Behaviour(
    /// What a person looks for; folded parts open by themselves for it.
    query: Memo<String>,
) -> impl IntoView {
    let shown = use_slices().behaviour;
    let of = move |part: fn(&BehaviourView) -> &LawView| {
        Memo::new(move |_| shown.with(|it| it.as_deref().map(part).cloned()))
    };
    let is_all = Memo::new(move |_| query.with(|query| query.trim().is_empty()));
    let has = move |of: Part| {
        Memo::new(move |_| {
            shown
                .with(|it| it.as_ref().is_some_and(|it| query.with(|query| of(it).iter().any(|it| it.is_found(query)))))
        })
    };
    let (rules, more, others): (Part, Part, Part) = (|it| &it.rules[..1], |it| &it.more.fields, |it| &it.rules[1..]);
    let (has_rules, has_more, has_others) = (has(rules), has(more), has(others));
    view! {
        <Show when=move || has_rules.get() || has_more.get() || has_others.get()>
            <section class="behaviour" aria-label="Behaviour of the code">
                <h3 class="behaviour__title">"Behaviour of the code"</h3>
                <Show when=move || is_all.get()><Law law=of(|it| &it.duration) /></Show>
                <Fields of=rules query />
                <Show when=move || has_more.get()>
                    <details class="behaviour__more" open=move || !is_all.get()>
                        <summary class="behaviour__more-title">"Calls, answers and memory"</summary>
                        <Fields of=more query />
                    </details>
                </Show>
                <Show when=move || has_others.get()>
                    <details class="behaviour__more" open=move || !is_all.get()>
                        <summary class="behaviour__more-title">"Cold starts and records of a batch"</summary>
                        <Show when=move || is_all.get()>
                            <div class="behaviour__fields"><Law law=of(|it| &it.init) /></div>
                        </Show>
                        <Fields of=others query />
                    </details>
                </Show>
            </section>
        </Show>
    }
}

/// Picks settings of the code.
type Part = fn(&BehaviourView) -> &[FieldView];

/// Settings of the code, those that are looked for.
#[component]
fn Fields(of: Part, query: Memo<String>) -> impl IntoView {
    let shown = use_slices().behaviour;
    let keys = Memo::new(move |_| {
        let names = |it: &Arc<BehaviourView>| {
            let found = of(it).iter().filter(|it| query.with(|query| it.is_found(query)));
            found.map(|it| (it.path.clone(), it.name.clone())).collect()
        };
        shown.with(|it| it.as_ref().map(names).unwrap_or_else(Vec::new))
    });
    let field_of = move |name: Arc<str>| {
        Memo::new(move |_| shown.with(|it| of(it.as_ref()?).iter().find(|field| field.name == name).cloned()))
    };
    view! {
        <div class="behaviour__fields">
            <For each=move || keys.get() key=Clone::clone children=move |(_, name)| view! { <Field field=field_of(name) /> } />
        </div>
    }
}
