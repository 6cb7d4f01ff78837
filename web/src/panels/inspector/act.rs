//! What can be done now: sending by hand, traffic, and interventions, with what was done so far.

use super::Shown;
use crate::panels::deeds::Deeds;
use crate::panels::send::Send;
use crate::shell::{use_dispatch, use_shell};
use crate::widgets::icon::Icon;
use crate::widgets::ids;
use crate::widgets::told::Told;
use editor::command::{ActCommand, Command, SetupCommand};
use editor::view::{ActionView, FieldView, Subject, ValueKind};
use leptos::prelude::*;
use std::sync::Arc;

/// All actions of the selected node.
#[component]
pub(super) fn Interact(shown: Shown) -> impl IntoView {
    let dispatch = use_dispatch();
    let actions = Memo::new(move |_| {
        shown.with(|shown| {
            let shown = shown.as_ref()?;
            Some(shown.actions.iter().map(|action| (shown.id.clone(), action.clone())).collect::<Vec<_>>())
        })
    });
    let of_kind = move |send: bool| {
        actions.get().unwrap_or_default().into_iter().filter(move |(_, action)| action.send == send).collect::<Vec<_>>()
    };
    let key = |(id, action): &(Arc<str>, ActionView)| {
        let idle: Vec<bool> = action.inputs.iter().map(|input| input.idle.is_some()).collect();
        (id.clone(), action.name.clone(), action.label.clone(), action.input.clone(), idle)
    };
    let deeds = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.deeds.clone()).unwrap_or_default()));
    let id = Memo::new(move |_| shown.with(|it| it.as_ref().map(|it| it.id.clone())));
    let add_traffic = move |_| {
        if let Some(to) = id.get_untracked() {
            dispatch(Command::Setup(SetupCommand::AddClient { to }));
        }
    };
    view! {
        <div class="inspector__actions">
            <Show when=move || actions.get().is_some_and(|actions| !actions.is_empty())>
                <p class="inspector__note">"Happens at this instant of the run, and is kept in the template"</p>
            </Show>
            <For each=move || of_kind(true) key children=|(id, action)| view! { <Send id action /> } />
            <Show when=move || !of_kind(true).is_empty()>
                <button
                    class="inspector__traffic"
                    type="button"
                    title="Adds a client that sends here by itself, at a rate that you choose"
                    on:click=add_traffic
                >
                    <Icon name="plus" />
                    "Add traffic"
                </button>
            </Show>
            <Show when=move || !of_kind(false).is_empty()>
                <h3 class="inspector__subtitle">"Make something happen"</h3>
            </Show>
            <div class="inspector__interventions">
                <For each=move || of_kind(false) key children=|(id, action)| view! { <Intervention id action /> } />
            </div>
            // A new one for each node: what was chosen for one is no setting of another.
            <For each=move || id.get() key=Clone::clone children=move |id| view! { <ChangeNow shown id /> } />
            <Deeds deeds names=false />
            <Show when=move || actions.get().is_none_or(|actions| actions.is_empty())>
                <p class="inspector__none">"Nothing can be done here by hand"</p>
            </Show>
        </div>
    }
}

/// What is wrong with a value that was to be done: it stands until the value is right.
#[derive(Clone, Copy)]
struct Problem(RwSignal<Option<Arc<str>>>);

impl Problem {
    fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Looks at a value that is to be done. Returns whether nothing is wrong with it.
    fn allows(self, found: Option<Arc<str>>) -> bool {
        let allows = found.is_none();
        self.0.set(found);
        allows
    }

    /// Looks again at a value that was wrong, while somebody types.
    fn look_again(self, find: impl FnOnce() -> Option<Arc<str>>) {
        if self.0.with_untracked(Option::is_some) {
            self.0.set(find());
        }
    }

    fn is_there(self) -> bool {
        self.0.with(Option::is_some)
    }
}

/// A problem in words, below its field.
#[component]
fn ProblemLine(problem: Problem, about: String) -> impl IntoView {
    let words = move || problem.0.get().map(|it| it.to_string());
    view! {
        <Told words=Signal::derive(move || words().unwrap_or_default()) />
        <span id=about class="inspector__act-problem" hidden=move || !problem.is_there()>{words}</span>
    }
}

/// Something that disturbs the running stack.
#[component]
fn Intervention(id: Arc<str>, action: ActionView) -> impl IntoView {
    let shell = use_shell();
    let value = RwSignal::new(action.input.to_string());
    let problem = Problem::new();
    let about = ids::unique("act-problem");
    let (name, kind) = (action.name.clone(), action.value);
    let deed = move || {
        let value = value.get_untracked().into();
        Command::Act(ActCommand::Intervene { on: id.clone(), name: name.clone(), value })
    };
    // What takes no value says why it cannot be done where everything is told.
    let find = move |deed: &Command| {
        let typed = value.with_untracked(|value| kind?.problem(value).map(Arc::from));
        typed.or_else(|| kind.and_then(|_| shell.ask(|editor| editor.why_not_done(deed))))
    };
    let typed = {
        let deed = deed.clone();
        move |text: String| {
            value.set(text);
            problem.look_again(|| find(&deed()));
        }
    };
    let act = move || {
        let deed = deed();
        if problem.allows(find(&deed)) {
            shell.dispatch(deed);
        }
    };
    let on_enter = act.clone();
    let (described, label) = (about.clone(), format!("Value of {}", action.label));
    let field = move |kind: ValueKind| {
        view! {
            <input
                class="entry inspector__act-value"
                type="text"
                inputmode=if matches!(kind, ValueKind::Count | ValueKind::Number) { "numeric" } else { "text" }
                autocomplete="off"
                title=kind.hint()
                aria-label=label
                aria-describedby=described
                aria-invalid=move || problem.is_there().to_string()
                data-wide=(kind == ValueKind::Json).to_string()
                prop:value=move || value.get()
                on:input=move |ev| typed(event_target_value(&ev))
                on:keydown=move |ev| if ev.key() == "Enter" { on_enter() }
            />
        }
    };
    view! {
        <div class="inspector__act">
            <button class="inspector__act-button" type="button" title=action.help on:click=move |_| act()>
                {action.label.to_string()}
            </button>
            {kind.map(field)}
            {kind.map(|_| view! { <ProblemLine problem about /> })}
        </div>
    }
}

/// A setting that changes at this instant instead of from the start on.
#[component]
fn ChangeNow(shown: Shown, id: Arc<str>) -> impl IntoView {
    let shell = use_shell();
    let subject = Subject::Resource(id.clone());
    // So that all closures are copies of one another.
    let id = StoredValue::new(id);
    let fields = Memo::new(move |_| {
        let own = |field: &&FieldView| field.of == subject;
        shown.with(|it| {
            let fields = it.iter().flat_map(|it| &it.sections).flat_map(|section| &section.fields);
            let plain = fields.filter(own).filter(|field| field.idle.is_none());
            plain.map(|field| (field.name.clone(), field.value.clone())).collect::<Vec<_>>()
        })
    });
    let written_of =
        move |name: &str| fields.with(|fields| fields.iter().find(|it| *it.0 == *name).map(|it| it.1.to_string()));
    // The setting with its value from now on; nothing where there is no such setting any more.
    let typed = RwSignal::new(None::<(String, String)>);
    let change = Memo::new(move |_| typed.get().filter(|(path, _)| written_of(path).is_some()));
    let problem = Problem::new();
    let about = ids::unique("change-problem");
    let choose = move |path: String| {
        let now = untrack(|| written_of(&path));
        typed.set(now.map(|now| (path, now)));
        problem.allows(None);
    };
    let find = move || {
        let deed = ActCommand::change_of(&id.get_value(), change.get_untracked()).map_err(Arc::<str>::from)?;
        let deed = Command::Act(deed);
        shell.ask(|editor| editor.why_not_done(&deed)).map_or(Ok(deed), Err)
    };
    let set_value = move |text: String| {
        typed.update(|typed| {
            if let Some((_, value)) = typed {
                *value = text;
            }
        });
        problem.look_again(|| find().err());
    };
    let act = move || {
        let found = find();
        if problem.allows(found.as_ref().err().cloned())
            && let Ok(deed) = found
        {
            shell.dispatch(deed);
        }
    };
    let is_chosen = move |name: &str| change.with(|it| it.as_ref().map_or("", |(path, _)| path) == name);
    let option = move |name: Arc<str>| {
        let (value, words) = (name.to_string(), name.to_string());
        view! { <option value=value prop:selected=move || is_chosen(&name)>{words}</option> }
    };
    let names = move || fields.with(|fields| fields.iter().map(|it| it.0.clone()).collect::<Vec<_>>());
    let described = about.clone();
    view! {
        <Show when=move || fields.with(|fields| !fields.is_empty())>
            <details class="inspector__change">
                <summary class="inspector__change-title">"Change a setting from now on"</summary>
                <div class="inspector__change-row">
                    <select class="entry inspector__act-value" aria-label="Setting to change" on:change=move |ev| choose(event_target_value(&ev))>
                        <option value="" prop:selected=move || is_chosen("")>"Setting"</option>
                        <For each=names key=Clone::clone children=option />
                    </select>
                    <input
                        class="entry inspector__act-value"
                        type="text"
                        autocomplete="off"
                        aria-label="Its value from now on"
                        aria-describedby=described.clone()
                        aria-invalid=move || problem.is_there().to_string()
                        disabled=move || change.with(Option::is_none)
                        prop:value=move || change.get().map(|(_, value)| value).unwrap_or_default()
                        on:input=move |ev| set_value(event_target_value(&ev))
                        on:keydown=move |ev| if ev.key() == "Enter" { act() }
                    />
                    <button class="inspector__act-button" type="button" title="Changes it at this instant of the run" on:click=move |_| act()>
                        "Change"
                    </button>
                </div>
                <ProblemLine problem about=about.clone() />
            </details>
        </Show>
    }
}
