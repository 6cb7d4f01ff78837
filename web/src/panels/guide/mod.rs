//! The first minute: a few short steps over the canvas, which follow what the person does and can be put away.

use crate::shell::{elements, use_desk, use_dispatch, use_slices};
use crate::widgets::icon::Icon;
use crate::widgets::told::Told;
use editor::command::Command;
use editor::guide::{GuideDeed, LAST_WORD, StepView, WHAT_IT_IS};
use editor::scene::frame::FAR_ZOOM;
use editor::view::beside::{Side, pointed_from};
use leptos::prelude::*;

/// How large the words are that point at a card [CSS px].
const WORDS_PX: (f32, f32) = (120.0, 24.0);

/// The steps, until they are put away or done.
#[component]
pub(crate) fn GuideSteps() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    let over = Memo::new(move |_| slices.guide.with(|guide| guide.now.is_none()));
    let begun = Memo::new(move |_| slices.guide.with(|guide| guide.begun));
    // Where there is no room for it beside its step, it takes the place of the sentence, so that nothing moves.
    let now = Memo::new(move |_| {
        let text = |step: &StepView| elements::pointer().said(step.text).into_owned();
        slices.guide.with(|guide| guide.steps.iter().find(|it| Some(it.step) == guide.now).map(text))
    });
    let told = Memo::new(move |_| match desk.guide.get() {
        true => slices.guide.with(|guide| elements::pointer().said(&guide.spoken()).into_owned()),
        false => String::new(),
    });
    view! {
        <Told words=told />
        <Show when=move || desk.guide.get()>
            <section class="guide" data-focus="back" aria-label="First steps" data-over=move || over.get().to_string()>
                <p class="guide__what" data-begun=move || begun.get().to_string()>{WHAT_IT_IS}</p>
                <p class="guide__now">{move || now.get()}</p>
                <Show when=move || over.get() fallback=|| view! { <Steps /> }>
                    <p class="guide__end">
                        <Icon name="check" />
                        {LAST_WORD}
                    </p>
                </Show>
                <button
                    class="guide__close"
                    type="button"
                    aria-label="Put the first steps away"
                    title="Put the first steps away; Help brings them back"
                    on:click=move |_| desk.show_guide(false)
                >
                    <Icon name="close" />
                </button>
            </section>
        </Show>
    }
}

#[component]
fn Steps() -> impl IntoView {
    let slices = use_slices();
    let steps = Memo::new(move |_| slices.guide.with(|guide| guide.steps.clone()));
    let row = move |(number, StepView { step, title, text, done }): (usize, StepView)| {
        let is_now = Memo::new(move |_| slices.guide.with(|guide| guide.now == Some(step)));
        view! {
            <li
                class="guide__step"
                data-done=done.to_string()
                aria-current=move || is_now.get().then_some("step")
            >
                <span class="guide__number" aria-hidden="true">
                    {if done { view! { <Icon name="check" /> }.into_any() } else { (number + 1).to_string().into_any() }}
                </span>
                <span class="guide__words">
                    <strong class="guide__title">{elements::pointer().said(title)}{done.then(|| view! { <span class="guide__hidden">", done"</span> })}</strong>
                    <span class="guide__text">{elements::pointer().said(text)}</span>
                </span>
                <Show when=move || is_now.get()><Deed /></Show>
            </li>
        }
    };
    view! {
        <ol class="guide__steps">
            {move || steps.get().into_iter().enumerate().map(row).collect_view()}
        </ol>
    }
}

/// What does the step at once.
#[component]
fn Deed() -> impl IntoView {
    let slices = use_slices();
    let dispatch = use_dispatch();
    let deed = Memo::new(move |_| slices.guide.with(|guide| guide.deed.clone()));
    let act = move |commands: Vec<Command>| commands.into_iter().for_each(dispatch);
    move || {
        deed.get().map(|GuideDeed { label, commands, hint }| {
            view! {
                <button class="guide__deed" type="button" title=hint on:click=move |_| act(commands.clone())>
                    {label.to_string()}
                </button>
            }
        })
    }
}

/// Points at the card that is to be clicked.
#[component]
pub(crate) fn GuidePointer() -> impl IntoView {
    let desk = use_desk();
    let slices = use_slices();
    // However far away the card is, what points at it can be read.
    let size = move || format!("{}", 1.0 / slices.camera.get().zoom);
    let ring = Memo::new(move |_| {
        let id = slices.guide.with(|guide| guide.at.clone())?;
        slices.graph.with(|graph| graph.nodes.iter().find(|node| node.id == id).map(|node| node.rect))
    });
    let place = Memo::new(move |_| {
        let (rect, camera) = (ring.get()?, slices.camera.get());
        let (card, others) = slices.graph.with(|graph| {
            let others = graph.nodes.iter().filter(|node| node.rect != rect);
            (camera.on_screen(&rect), others.map(|node| camera.on_screen(&node.rect)).collect::<Vec<_>>())
        });
        // From far it would lie upon the wires that lead on.
        let sides: &[Side] = match camera.zoom >= FAR_ZOOM {
            true => &[Side::Beside, Side::Above, Side::Below],
            false => &[Side::Above, Side::Below, Side::Beside],
        };
        let side = pointed_from(sides, &card, &others, WORDS_PX, slices.room.get())?;
        let right = rect.origin.x + rect.width;
        Some(match side {
            Side::Beside => (right, rect.origin.y, "beside"),
            Side::Above => (right, rect.origin.y, "above"),
            Side::Below => (right, rect.origin.y + rect.height, "below"),
        })
    });
    view! {
        {move || ring.get().filter(|_| desk.guide.get()).map(|rect| view! {
            <span
                class="guide__ring"
                aria-hidden="true"
                data-alone=move || place.with(Option::is_none).to_string()
                style:left=format!("{}px", rect.origin.x)
                style:top=format!("{}px", rect.origin.y)
                style:width=format!("{}px", rect.width)
                style:height=format!("{}px", rect.height)
                style:--guide-size=size
            ></span>
        })}
        {move || place.get().filter(|_| desk.guide.get()).map(|(x, y, side)| view! {
            <span
                class="guide__pointer"
                aria-hidden="true"
                data-side=side
                style:left=format!("{x}px")
                style:top=format!("{y}px")
                style:--guide-size=size
            >
                {elements::pointer().said("Click this card")}
            </span>
        })}
    }
}
