//! The registry of actions: that it is whole, and that its views show what can be done now.

use crate::{open, open_text};
use editor::actions::{self, Aim, Deed, Keyboard, Page};
use editor::command::{
    ActCommand, Command, FileCommand, GraphCommand, PlaybackCommand, RunCommand, SetupCommand, ViewCommand,
};
use editor::{Editor, MessageId};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Names the kinds of commands: the match is exhaustive, so a new command is a new row here.
macro_rules! kinds {
    ($($pattern:pat => $name:literal),* $(,)?) => {
        const KINDS: &[&str] = &[$($name),*];

        fn kind(command: &Command) -> &'static str {
            match command {
                $($pattern => $name),*
            }
        }
    };
}

kinds! {
    Command::Graph(GraphCommand::Add { .. }) => "add",
    Command::Graph(GraphCommand::Move { .. }) => "move",
    Command::Graph(GraphCommand::Connect { .. }) => "connect",
    Command::Graph(GraphCommand::Remove { .. }) => "remove",
    Command::Graph(GraphCommand::Disconnect { .. }) => "disconnect",
    Command::Graph(GraphCommand::Set { .. }) => "set",
    Command::Graph(GraphCommand::AddConnected { .. }) => "add connected",
    Command::Graph(GraphCommand::Rename { .. }) => "rename",
    Command::Graph(GraphCommand::Duplicate { .. }) => "duplicate",
    Command::Graph(GraphCommand::Copy { .. }) => "copy",
    Command::Graph(GraphCommand::Cut { .. }) => "cut",
    Command::Graph(GraphCommand::Paste { .. }) => "paste",
    Command::Graph(GraphCommand::Align { .. }) => "align",
    Command::Graph(GraphCommand::Distribute { .. }) => "distribute",
    Command::Playback(PlaybackCommand::Toggle) => "toggle",
    Command::Playback(PlaybackCommand::Play) => "play",
    Command::Playback(PlaybackCommand::Pause) => "pause",
    Command::Playback(PlaybackCommand::StepForward) => "step",
    Command::Playback(PlaybackCommand::StepBack) => "step back",
    Command::Playback(PlaybackCommand::StepTo(_)) => "step to",
    Command::Playback(PlaybackCommand::NextMarker) => "next marker",
    Command::Playback(PlaybackCommand::PreviousMarker) => "marker before",
    Command::Playback(PlaybackCommand::Seek(_)) => "seek",
    Command::Playback(PlaybackCommand::SeekRecord(_)) => "seek record",
    Command::Playback(PlaybackCommand::SeekPlay(_)) => "seek play",
    Command::Playback(PlaybackCommand::SetSpeed(_)) => "speed",
    Command::Playback(PlaybackCommand::SetSmart(_)) => "smart",
    Command::Playback(PlaybackCommand::Restart) => "restart",
    Command::Act(ActCommand::Send { .. }) => "send",
    Command::Act(ActCommand::Intervene { .. }) => "intervene",
    Command::Run(RunCommand::SetProfile(_)) => "profile",
    Command::Run(RunCommand::SetSeed(_)) => "seed",
    Command::Run(RunCommand::OtherLuck) => "other luck",
    Command::Run(RunCommand::SetLatency(_)) => "latency",
    Command::Run(RunCommand::SetDuration(_)) => "duration",
    Command::Run(RunCommand::SetAccountLimit(_)) => "account limit",
    Command::Run(RunCommand::SetParameter { .. }) => "parameter",
    Command::Setup(SetupCommand::Behave { .. }) => "behave",
    Command::Setup(SetupCommand::Client { .. }) => "client",
    Command::Setup(SetupCommand::When { .. }) => "when",
    Command::Setup(SetupCommand::AddClient { .. }) => "add client",
    Command::Setup(SetupCommand::TakeBack { .. }) => "take back",
    Command::View(ViewCommand::Select(_)) => "select",
    Command::View(ViewCommand::SelectAll) => "select all",
    Command::View(ViewCommand::Toggle(_)) => "toggle in selection",
    Command::View(ViewCommand::SelectIn { .. }) => "select in",
    Command::View(ViewCommand::Drag(_)) => "drag",
    Command::View(ViewCommand::SelectWire(_)) => "select wire",
    Command::View(ViewCommand::SelectMessage(_)) => "select message",
    Command::View(ViewCommand::Ask(_)) => "ask",
    Command::View(ViewCommand::SetCamera(_)) => "camera",
    Command::View(ViewCommand::Resize { .. }) => "resize",
    Command::View(ViewCommand::Fit) => "fit",
    Command::View(ViewCommand::FilterLog(_)) => "filter",
    Command::View(ViewCommand::AddChip(_)) => "chip",
    Command::View(ViewCommand::RemoveChip(_)) => "no chip",
    Command::View(ViewCommand::ClearChips) => "no chips",
    Command::View(ViewCommand::Follow { .. }) => "follow",
    Command::View(ViewCommand::CopyContent { .. }) => "copy content",
    Command::View(ViewCommand::CopyChart(_)) => "copy chart",
    Command::View(ViewCommand::ClearLogFilter) => "all lines",
    Command::View(ViewCommand::CopyLog(_)) => "copy log",
    Command::View(ViewCommand::Light(_)) => "light",
    Command::View(ViewCommand::Guide) => "guide",
    Command::View(ViewCommand::Tidy) => "tidy",
    Command::File(FileCommand::Open { .. }) => "open",
    Command::File(FileCommand::Reopen(_)) => "reopen",
    Command::File(FileCommand::Detach { .. }) => "detach",
    Command::File(FileCommand::Rename(_)) => "rename document",
    Command::File(FileCommand::TakeVersion { .. }) => "take version",
    Command::File(FileCommand::BeginWith(_)) => "begin with",
    Command::File(FileCommand::OpenGallery(_)) => "open gallery",
    Command::File(FileCommand::OpenLink(_)) => "open link",
    Command::File(FileCommand::New) => "new",
    Command::File(FileCommand::SetText(_)) => "text",
    Command::File(FileCommand::Undo) => "undo",
    Command::File(FileCommand::Redo) => "redo",
    Command::File(FileCommand::Save) => "save",
    Command::File(FileCommand::CopyLink) => "copy link",
    Command::File(FileCommand::CopyRun) => "copy run",
    Command::File(FileCommand::CopyText) => "copy text",
}

/// Commands that are no action of their own, and how a person gives them all the same.
const EXEMPT: &[(&str, &str)] = &[
    ("add", "chosen in a list, which an action opens"),
    ("connect", "chosen in a list, which an action opens"),
    ("add connected", "a wire that is dropped on nothing asks what to add"),
    ("rename", "typed on the card, where an action opens the field"),
    ("paste", "an action asks the browser for its clipboard, which answers with a text"),
    ("toggle in selection", "a click with Shift"),
    ("select in", "a frame drawn with Shift"),
    ("drag", "a hand that holds cards"),
    ("set", "typed into a field of the inspector"),
    ("behave", "typed into a field of the inspector"),
    ("client", "typed into a field of the inspector"),
    ("when", "chosen in a field of the inspector"),
    ("take back", "a button beside what was done"),
    ("play", "the page plays what it has just opened; a person toggles"),
    ("pause", "a person toggles"),
    ("seek record", "a click on a line of the log"),
    ("seek play", "comes with a link"),
    ("send", "each service says which there are; they stand in menus beside the actions"),
    ("intervene", "each service says which there are; they stand in menus beside the actions"),
    ("profile", "chosen in the settings of the run"),
    ("seed", "typed into the settings of the run"),
    ("latency", "chosen in the settings of the run"),
    ("duration", "typed into the settings of the run"),
    ("account limit", "typed into the settings of the run"),
    ("parameter", "typed into the settings of the run"),
    ("select", "a click on a card; by key it comes with what else is done"),
    ("select wire", "a click on a wire, or its entry in the list of wires"),
    ("ask", "a button of each line of the log"),
    ("resize", "the browser's, not a person's"),
    ("chip", "a click on what a line of the log names"),
    ("no chip", "a click on the chip"),
    ("no chips", "a button beside the chips"),
    ("follow", "a button of the message's life"),
    ("copy content", "a button of each wrapping of the message"),
    ("copy chart", "a button of each chart"),
    ("light", "a line of the log below the hand"),
    ("reopen", "chosen among the documents of this browser"),
    ("detach", "chosen where two pages have the same document"),
    ("rename document", "typed into the top bar"),
    ("take version", "chosen among earlier versions"),
    ("begin with", "chosen on the empty page or in the command palette"),
    ("filter", "typed into the log"),
    ("open", "a file that is dropped, chosen or pasted"),
    ("open gallery", "chosen in the gallery or in the command palette"),
    ("open link", "comes with an address"),
    ("text", "typed into the template"),
];

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
}
