//! The registry of actions: that it is whole, and that its views show what can be done now.

pub(crate) mod kinds;

use crate::{open, open_text};
use editor::actions::{self, Aim, Deed, Keyboard, Page};
use editor::command::{ActCommand, Command, FileCommand, GraphCommand, ViewCommand};
use editor::view::Part;
use editor::{Editor, MessageId};
use kinds::{EXEMPT, KINDS, kind};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// An editor in which something was done and something taken back, so that both ways are open.
fn busy() -> Editor {
    let mut editor = open("thumbnails");
    for _ in 0..2 {
        editor.dispatch(Command::Graph(GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at: None }));
    }
    editor.dispatch(Command::File(FileCommand::Undo));
    // There and back, so that there are marks on both sides.
    crate::seek(&mut editor, 200);
    crate::seek(&mut editor, 60);
    editor.dispatch(Command::View(ViewCommand::Select(vec!["Thumbnail".into()])));
    editor.dispatch(Command::View(ViewCommand::SelectMessage(Some(MessageId(1)))));
    editor
}

/// Everything that can be meant.
fn aims(editor: &Editor) -> Vec<Aim> {
    let graph = editor.graph_view();
    let ids: Vec<Arc<str>> = graph.nodes.iter().filter(|node| !node.client).map(|node| node.id.clone()).collect();
    let wires = graph.wires.iter().map(|wire| Aim::wire(wire.key.clone()));
    let cards = ids.iter().map(|id| Aim { nodes: vec![id.clone()], ..Aim::default() });
    let several = Aim { nodes: ids[..3].to_vec(), ..Aim::default() };
    wires.chain(cards).chain([several, Aim::message(MessageId(1)), Aim::default()]).collect()
}

#[test]
fn ids_and_shortcuts_are_unique() {
    let (mut ids, mut keys) = (BTreeSet::new(), BTreeMap::new());
    for action in actions::all() {
        assert!(ids.insert(action.id), "two actions are called {}", action.id);
        for shortcut in action.shortcuts {
            let before = keys.insert(*shortcut, action.id);
            assert_eq!(before, None, "{shortcut:?} belongs to {} as well", action.id);
        }
    }
}

#[test]
fn every_command_has_an_action_or_a_reason_why_not() {
    let editor = busy();
    let aims = aims(&editor);
    let deeds = actions::all().flat_map(|action| aims.iter().filter_map(|aim| (action.plan)(&editor, aim).ok()));
    let done: BTreeSet<&str> = deeds
        .filter_map(|deed| match deed {
            Deed::Command(command) => Some(kind(&command)),
            Deed::Page(_) => None,
        })
        .collect();
    for known in KINDS {
        let reason = EXEMPT.iter().find(|(name, _)| name == known);
        assert!(done.contains(known) != reason.is_some(), "{known}: by an action, or exempt: {reason:?}");
    }
}

#[test]
fn every_action_can_be_done_somewhere_and_says_why_elsewhere() {
    let editor = busy();
    let aims = aims(&editor);
    for action in actions::all() {
        assert!(aims.iter().any(|aim| (action.plan)(&editor, aim).is_ok()), "{} can never be done", action.id);
    }
    let empty = open_text("Resources: {}\n");
    let offers = actions::menu(&empty, &Aim::default(), Keyboard::Pc);
    let refused: Vec<&str> = offers.iter().filter_map(|offer| offer.deed.as_ref().err().copied()).collect();
    assert!(refused.contains(&"There is no card yet"), "{refused:?}");
    assert!(refused.iter().all(|reason| !reason.is_empty() && !reason.ends_with('.')), "{refused:?}");
}

#[test]
fn the_step_to_the_next_event_at_a_card_goes_for_a_mapping_as_well() {
    let mut editor = open("partial-batch");
    let plan = actions::all().find(|action| action.id == "step-at-card").expect("the action").plan;
    assert!(plan(&editor, &Aim::default()).is_err());
    let wire = editor.graph_view().wires.iter().find(|wire| wire.mapping.is_some()).map(|wire| wire.key.clone());
    editor.dispatch(Command::View(ViewCommand::SelectWire(wire)));
    let Ok(Deed::Command(step)) = plan(&editor, &Aim::default()) else { panic!("a mapping is selected") };
    assert!(editor.dispatch(step).effects.is_empty());
}

#[test]
fn a_menu_fits_what_it_is_opened_on() {
    let editor = busy();
    let ids = |aim: &Aim| actions::menu(&editor, aim, Keyboard::Pc).iter().map(|offer| offer.id).collect::<Vec<_>>();
    let card = ids(&Aim { nodes: vec!["Thumbnail".into()], ..Aim::default() });
    assert!(card.ends_with(&["act"]), "what can be done while it runs: {card:?}");
    assert!(card.contains(&"connect") && card.contains(&"trash") && !card.contains(&"fit"), "{card:?}");
    let ground = ids(&Aim::default());
    assert!(ground.contains(&"add") && ground.contains(&"fit") && !ground.contains(&"trash"), "{ground:?}");
    let wire = ids(&Aim::wire(editor.graph_view().wires[0].key.clone()));
    assert!(wire.contains(&"trash") && !wire.contains(&"connect"), "{wire:?}");
    assert_eq!(ids(&Aim::message(MessageId(1))), ["follow"]);
}

#[test]
fn a_message_that_is_only_forgotten_is_not_said_never_to_have_been() {
    let (_, text) = editor::gallery::TEMPLATES.iter().find(|(name, _)| *name == "thumbnails").expect("it is there");
    let mut editor = open_text(&text.replace("PerSecond: 0.4", "PerSecond: 200"));
    crate::seek(&mut editor, 80);
    assert!(editor.log_head().forgotten, "the way was passed through");
    let detail = |editor: &Editor, number: u64| {
        let found = actions::find(editor, &Aim::default(), &format!("m{number}"), Keyboard::Pc);
        let found = found.into_iter().find(|it| *it.title == *format!("Follow m{number}")).expect("it is a number");
        (found.detail.to_string(), found.deed.is_some())
    };
    let made = editor.runner().world().balance().tally.created;
    assert_eq!(detail(&editor, 1), ("What happened to it is no longer remembered here".into(), false));
    assert_eq!(detail(&editor, made), ("Message".into(), true));
    assert_eq!(detail(&editor, made + 1), ("There is no such message up to this instant".into(), false));
}

#[test]
fn the_command_palette_finds_actions_cards_and_templates_the_best_first() {
    let editor = busy();
    let find = |wanted: &str| actions::find(&editor, &Aim::default(), wanted, Keyboard::Pc);
    let card = &find("thumbn")[0];
    assert_eq!(card.deed, Some(Deed::Page(Page::GoTo("Thumbnail".into()))));
    let undo = &find("undo")[0];
    assert_eq!((&*undo.title, undo.keys.as_str()), ("Undo: Add Queue", "Ctrl+Z"));
    assert!(find("fan-out").iter().any(|it| it.title.starts_with("Open ")), "no template");
    let thumbnail = Aim { nodes: vec!["Thumbnail".into()], ..Aim::default() };
    let fail = &actions::find(&editor, &thumbnail, "fail the next", Keyboard::Pc)[0];
    let (on, name, value) = ("Thumbnail".into(), "FailNext".into(), "1".into());
    assert_eq!(fail.deed, Some(Deed::Command(Command::Act(ActCommand::Intervene { on, name, value }))));
    // What cannot be done now comes last, and says why.
    let connect = find("connect");
    let refused = connect.iter().position(|it| it.deed.is_none()).expect("no card is selected");
    assert!(connect[refused..].iter().all(|it| it.deed.is_none()));
    assert_eq!(&*connect[refused].detail, "No card is selected");
    assert!(find("no such thing").is_empty());
    for (wanted, id) in [
        ("new", &actions::NEW),
        ("help", &actions::HELP),
        ("theme", &actions::THEME),
        ("export", &actions::SAVE),
        ("seed", &actions::RUN),
        ("delete", &actions::REMOVE),
    ] {
        assert!(find(wanted).iter().any(|it| *it.title == *id.title), "{wanted}");
    }
    let timeout = find("timeout").into_iter().find(|it| &*it.title == "Timeout of Thumbnail").expect("a setting");
    assert_eq!(timeout.deed, Some(Deed::Page(Page::Show("Thumbnail".into(), Part::Configure))));
    assert!(
        find("fail the next").iter().any(|it| it.deed.is_some()),
        "what a card can do is found without selecting it"
    );
    assert_eq!(find("m999999999")[0].deed, None);
    let follow = ViewCommand::Follow { message: MessageId(1), on: true };
    assert_eq!(find("m1")[0].deed, Some(Deed::Command(Command::View(follow))));
}

#[test]
fn a_card_is_found_before_those_whose_names_go_on() {
    let mut editor = open_text("Resources: {}\n");
    for at in [300.0, 0.0] {
        let at = Some(editor::geometry::Point::new(at, 0.0));
        editor.dispatch(Command::Graph(GraphCommand::Add { type_name: "AWS::SQS::Queue".into(), at }));
    }
    let found = actions::find(&editor, &Aim::default(), "go to queue", Keyboard::Pc);
    assert_eq!(&*found[0].title, "Go to Queue");
    assert_eq!(&*found[1].title, "Go to Queue2");
}
