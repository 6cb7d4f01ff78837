//! The command palette: one list of everything that can be done or gone to, searched as a person types.

use super::acts::acts;
use super::{Aim, Deed, Keyboard, Offer, Page, all, offer, title_of};
use crate::command::{Command, FileCommand, ViewCommand};
use crate::editor::Editor;
use crate::gallery;
use crate::starters::STARTERS;
use crate::view::inspect::fields::sections;
use crate::view::{FieldView, NodeView, Part};
use kernel::MessageId;
use std::sync::Arc;

/// Something that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is.
    pub title: Arc<str>,
    /// What kind of thing, or why it cannot be done now.
    pub detail: Arc<str>,
    /// The name of its icon.
    pub icon: &'static str,
    /// Other words by which people look for it, which are not shown.
    pub also: Arc<str>,
    /// Its shortcut as people write it.
    pub keys: String,
    /// What choosing it does; nothing where it cannot be done now.
    pub deed: Option<Deed>,
}

/// Returns everything that a text finds, the best first: what is it, what begins with it, then what has a word that does, then what
/// contains all its words; and what cannot be done now after what can.
#[must_use]
pub fn find(editor: &Editor, aim: &Aim, wanted: &str, keyboard: Keyboard) -> Vec<Finding> {
    let wanted = wanted.trim().to_lowercase();
    let all = actions(editor, aim, keyboard)
        .chain(acts_of(editor, aim, &wanted))
        .chain(message(editor, &wanted))
        .chain(cards(editor))
        .chain(settings(editor, &wanted))
        .chain(starters())
        .chain(templates());
    let mut found: Vec<(bool, u8, Finding)> =
        all.filter_map(|finding| Some((finding.deed.is_none(), rank(&finding, &wanted)?, finding))).collect();
    // Without a text every rank is the same, and it is the list of what can be done.
    found.sort_by_key(|(impossible, rank, _)| (*impossible, *rank));
    found.into_iter().map(|(_, _, finding)| finding).collect()
}

/// Returns how well a finding fits a text; the smaller the better. Nothing where it does not.
fn rank(finding: &Finding, wanted: &str) -> Option<u8> {
    let title = finding.title.to_lowercase();
    let whole = format!("{title} {} {} {}", finding.detail.to_lowercase(), finding.keys.to_lowercase(), finding.also);
    if title == wanted {
        Some(0)
    } else if title.starts_with(wanted) {
        Some(1)
    } else if title.split(|it: char| !it.is_alphanumeric()).any(|word| word.starts_with(wanted)) {
        Some(2)
    } else if title.contains(wanted) {
        Some(3)
    } else {
        wanted.split_whitespace().all(|word| whole.contains(word)).then_some(4)
    }
}

fn actions<'a>(editor: &'a Editor, aim: &'a Aim, keyboard: Keyboard) -> impl Iterator<Item = Finding> + 'a {
    // The list itself is open, and letting go closes it: neither is worth a row.
    let listed = all().filter(|action| action.id != super::FINDER.id && action.id != super::LET_GO.id);
    listed.map(move |action| {
        let offer = offer(editor, aim, action, keyboard);
        let detail = offer.deed.as_ref().err().copied().unwrap_or(action.group.title());
        let (title, icon, keys) = (offer.title, offer.icon, offer.keys);
        Finding { title, detail: detail.into(), icon, also: action.also.into(), keys, deed: offer.deed.ok() }
    })
}

/// What can be done with cards while they run: the one that is meant, or else each, by its name.
fn acts_of(editor: &Editor, aim: &Aim, wanted: &str) -> impl Iterator<Item = Finding> {
    let aims = match aim.one() {
        Ok(_) => vec![aim.clone()],
        Err(_) if wanted.is_empty() => Vec::new(),
        Err(_) => editor.graph_view().nodes.iter().map(|node| Aim::card(editor, node.id.clone())).collect(),
    };
    let of = |aim: Aim| {
        let detail: Arc<str> = title_of(editor, &aim).into();
        let found = move |offer: Offer| {
            let (title, icon, keys) = (offer.title, offer.icon, offer.keys);
            Finding { title, detail: detail.clone(), icon, also: "".into(), keys, deed: offer.deed.ok() }
        };
        acts(editor, &aim).into_iter().map(found).collect::<Vec<_>>()
    };
    aims.into_iter().flat_map(of).collect::<Vec<_>>().into_iter()
}

/// The message whose number is asked for: `m5`.
fn message(editor: &Editor, wanted: &str) -> Option<Finding> {
    let number: u64 = wanted.strip_prefix('m')?.parse().ok().filter(|number| *number > 0)?;
    let (runner, message) = (editor.runner(), MessageId(number));
    // Messages are numbered as they are made, from 1; what happened to one may be forgotten.
    let is_made = number <= runner.world().shared().tally.created;
    let mut past = runner.trace().records().rev().skip_while(|record| record.id > runner.playhead().record);
    let is_remembered = is_made && past.any(|record| record.fact.message == message);
    let detail = match (is_made, is_remembered) {
        (false, _) => "There is no such message up to this instant",
        (true, false) => "What happened to it is no longer remembered here",
        (true, true) => "Message",
    };
    let follow = ViewCommand::Follow { message, on: true };
    Some(Finding {
        title: format!("Follow m{number}").into(),
        detail: detail.into(),
        icon: "send",
        also: wanted.into(),
        keys: String::new(),
        deed: is_remembered.then_some(Deed::Command(Command::View(follow))),
    })
}

/// The settings of cards, once something is typed: choosing one shows it with its card.
fn settings(editor: &Editor, wanted: &str) -> impl Iterator<Item = Finding> {
    let graph = editor.graph_view();
    let scenario = editor.document.scenario();
    let nodes = graph.nodes.iter().filter(|_| !wanted.is_empty());
    let of = |node: &NodeView| {
        let fields = sections(scenario, &node.id).into_iter().flat_map(|section| section.fields);
        let found = |field: FieldView| Finding {
            title: format!("{} of {}", field.name, node.title).into(),
            detail: format!("Setting: {}", if field.value.is_empty() { "not set" } else { &field.value }).into(),
            icon: "sliders",
            also: "".into(),
            keys: String::new(),
            deed: Some(Deed::Page(Page::Show(node.id.clone(), Part::Configure))),
        };
        fields.map(found).collect::<Vec<_>>()
    };
    nodes.flat_map(of).collect::<Vec<_>>().into_iter()
}

fn cards(editor: &Editor) -> impl Iterator<Item = Finding> {
    let graph = editor.graph_view();
    let found = |node: &NodeView| Finding {
        title: format!("Go to {}", node.title).into(),
        detail: node.kind.clone(),
        icon: node.icon,
        also: "".into(),
        keys: String::new(),
        deed: Some(Deed::Page(Page::GoTo(node.id.clone()))),
    };
    graph.nodes.iter().map(found).collect::<Vec<_>>().into_iter()
}

fn starters() -> impl Iterator<Item = Finding> {
    STARTERS.iter().enumerate().map(|(index, starter)| Finding {
        title: format!("Begin with {}", starter.title).into(),
        detail: starter.summary.into(),
        icon: "new",
        also: "".into(),
        keys: String::new(),
        deed: Some(Deed::Command(Command::File(FileCommand::BeginWith(index)))),
    })
}

fn templates() -> impl Iterator<Item = Finding> {
    gallery::entries().into_iter().enumerate().map(|(index, entry)| Finding {
        title: format!("Open {}", entry.title).into(),
        detail: entry.description.into(),
        icon: "gallery",
        also: "".into(),
        keys: String::new(),
        deed: Some(Deed::Command(Command::File(FileCommand::OpenGallery(index)))),
    })
}
