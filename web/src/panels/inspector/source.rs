//! The part of the template that defines the selected thing, coloured and with the document's line numbers.

use super::Shown;
use crate::shell::use_desk;
use crate::widgets::icon::Icon;
use editor::text::highlight::{self, Token};
use leptos::prelude::*;

/// The text.
#[component]
pub(super) fn Source(shown: Shown) -> impl IntoView {
    let desk = use_desk();
    let text = Memo::new(move |_| {
        shown.with(|it| it.as_ref().map(|it| (it.text.clone(), it.line)).unwrap_or_else(|| ("".into(), 0)))
    });
    let lines = move || {
        let (text, first) = text.get();
        (first..).zip(text.lines()).map(|(number, line)| view! { <Line number text=line.to_owned() /> }).collect_view()
    };
    let is_there = move || text.with(|(text, _)| !text.is_empty());
    view! {
        <Show
            when=is_there
            fallback=|| view! { <p class="inspector__none">"The template has no text of its own for this"</p> }
        >
            <button
                class="inspector__edit"
                type="button"
                title="Opens the whole template at this line"
                on:click=move |_| desk.open_line(text.get_untracked().1)
            >
                <Icon name="log" />
                "Edit in the text"
            </button>
            <pre class="inspector__template" tabindex="0" aria-label="Part of the template">{lines}</pre>
        </Show>
    }
}

#[component]
fn Line(number: u32, text: String) -> impl IntoView {
    let part = |(token, part): (Token, &str)| {
        let kind = match token {
            Token::Key => "key",
            Token::Quoted => "quoted",
            Token::Number | Token::Word => "value",
            Token::Tag => "tag",
            Token::Comment => "comment",
            Token::Mark => "mark",
            Token::Plain => "plain",
        };
        view! { <span class="inspector__token" data-kind=kind>{part.to_owned()}</span> }
    };
    view! {
        <span class="inspector__line">
            <span class="inspector__line-number" aria-hidden="true">{number}</span>
            <span class="inspector__line-text">{highlight::line(&text).into_iter().map(part).collect_view()}"\n"</span>
        </span>
    }
}
