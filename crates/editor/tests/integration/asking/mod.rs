//! The log with its filters, what a line lights, "Why?"; below it the lives of messages and what is measured.

mod biographies;
mod measuring;
mod streams;
mod tries;
mod whys;

use crate::{open, open_text, seek};
use editor::command::{Command, Effect, PlaybackCommand, ViewCommand};
use editor::scene::{Fill, Mark, Tone};
use editor::view::told::log::Chip;
use editor::view::told::outcome::Outcome;
use editor::view::{LogLine, WhyView};
use editor::{Editor, LogForm, RecordId};
use std::sync::Arc;

fn view(editor: &mut Editor, command: ViewCommand) -> Vec<Effect> {
    editor.dispatch(Command::View(command)).effects
}

#[test]
fn pages_of_the_log_are_the_log() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 60);
    let lines = editor.log_head().lines;
    assert!(lines > 100, "{lines}");
    let whole = editor.log_page(0, usize::MAX);
    assert_eq!(whole.len(), lines);
    let pages: Vec<_> = (0..lines).step_by(17).flat_map(|from| editor.log_page(from, 17)).collect();
    assert_eq!(pages, whole);
    assert!(whole.windows(2).all(|pair| pair[0].record < pair[1].record));
    assert!(editor.log_page(lines, 10).is_empty());

    // Forward and back again, the same lines are there.
    seek(&mut editor, 90);
    assert!(editor.log_head().lines > lines);
    seek(&mut editor, 60);
    assert_eq!(editor.log_page(0, usize::MAX), whole);
}

#[test]
fn chips_of_one_kind_are_alternatives_and_kinds_have_to_fit_together() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 200);
    let all = editor.log_page(0, usize::MAX);
    let count = |fits: &dyn Fn(&editor::view::LogLine) -> bool| all.iter().filter(|line| fits(line)).count();
    for (chips, expected) in [
        (vec![Chip::Node("Thumbnail".into())], count(&|line| *line.id == *"Thumbnail")),
        (
            vec![Chip::Node("Thumbnail".into()), Chip::Node("Uploads".into())],
            count(&|line| *line.id == *"Thumbnail" || *line.id == *"Uploads"),
        ),
        (
            vec![Chip::Node("Thumbnail".into()), Chip::Outcome(Outcome::Failed)],
            count(&|line| *line.id == *"Thumbnail" && line.outcome == Some(Outcome::Failed)),
        ),
        (vec![Chip::Node("Nowhere".into())], 0),
    ] {
        view(&mut editor, ViewCommand::ClearLogFilter);
        for chip in &chips {
            view(&mut editor, ViewCommand::AddChip(chip.clone()));
            view(&mut editor, ViewCommand::AddChip(chip.clone()));
        }
        assert_eq!(editor.log_head().filter.chips, chips, "a chip is there once");
        assert_eq!(editor.log_head().lines, expected, "{chips:?}");
    }
    assert!(count(&|line| line.outcome == Some(Outcome::Failed)) > 0);
    view(&mut editor, ViewCommand::RemoveChip(Chip::Node("Nowhere".into())));
    assert_eq!(editor.log_head().lines, all.len());
}

/// Follows a message of a run, and asks about a record.
fn ask(editor: &mut Editor) {
    let line = editor.log_page(0, usize::MAX).into_iter().rev().find(|line| line.message.is_some()).expect("a message");
    let message = line.message.expect("it has one");
    view(editor, ViewCommand::Follow { message, on: true });
    view(editor, ViewCommand::Ask(Some(line.record)));
    assert!(editor.story_view().is_some() && editor.why_view().is_some());
}

#[test]
fn what_was_asked_of_a_run_that_is_gone_is_asked_of_no_other() {
    use editor::command::{ActCommand, FileCommand, RunCommand};
    let mut editor = open("thumbnails");
    seek(&mut editor, 60);
    ask(&mut editor);
    view(&mut editor, ViewCommand::AddChip(Chip::Node("Thumbnail".into())));
    let asked = editor.selection().clone();
    // What is done now changes nothing of what was.
    let (on, name) = ("Thumbnail".into(), "SetProperty".into());
    let value = r#"{"Path":"Timeout","Value":4}"#.into();
    editor.dispatch(Command::Act(ActCommand::Intervene { on, name, value }));
    assert!(editor.text().contains("SetProperty"));
    assert_eq!((editor.selection(), editor.log_head().filter.chips.len()), (&asked, 2));

    editor.dispatch(Command::Run(RunCommand::OtherLuck));
    assert_eq!((editor.selection().message, editor.selection().record), (None, None));
    assert_eq!(editor.log_head().filter.chips, [Chip::Node("Thumbnail".into())]);

    seek(&mut editor, 60);
    ask(&mut editor);
    view(&mut editor, ViewCommand::FilterLog("fails".into()));
    editor.dispatch(Command::File(FileCommand::New));
    assert_eq!(editor.log_head().filter, Default::default());
    assert!(editor.story_view().is_none() && editor.why_view().is_none());
}

const ORDERED: &str = "Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { FifoQueue: true, ContentBasedDeduplication: true } }
";

#[test]
fn what_counts_once_and_what_is_purged_is_no_loss() {
    use editor::command::ActCommand;
    let mut editor = open_text(ORDERED);
    seek(&mut editor, 1);
    let send = ActCommand::Send {
        to: "Jobs".into(),
        action: "SendMessage".into(),
        input: r#"{"MessageBody":"a","MessageGroupId":"g"}"#.into(),
        count: 2,
    };
    editor.dispatch(Command::Act(send));
    seek(&mut editor, 3);
    let outcomes =
        |editor: &Editor| editor.log_page(0, usize::MAX).iter().filter_map(|it| it.outcome).collect::<Vec<_>>();
    assert!(outcomes(&editor).contains(&Outcome::Deduplicated), "{:?}", editor.log_page(0, usize::MAX));
    let purge = ActCommand::Intervene { on: "Jobs".into(), name: "Purge".into(), value: "".into() };
    let told = editor.dispatch(Command::Act(purge)).effects;
    assert!(matches!(told[..], [Effect::Store { .. }]), "{told:?}");
    // Also where a measurement is all that was still to come.
    assert!(editor.text().contains("At: '3.0") || editor.text().contains("At: '2.9"), "{}", editor.text());
    seek(&mut editor, 80);
    let all = outcomes(&editor);
    assert!(all.contains(&Outcome::Removed) && !all.contains(&Outcome::Lost), "{:#?}", editor.log_page(0, usize::MAX));
    let told = editor.narration().expect("something was done");
    assert_eq!(told.kind, "You stepped in");
    assert!(!editor.log_page(0, usize::MAX).iter().any(|line| line.text.starts_with("loses it")));
}

#[test]
fn what_the_template_plans_is_not_said_to_be_done_by_hand() {
    let mut editor = open("visibility");
    let is_deed = |line: &editor::view::LogLine| line.outcome == Some(Outcome::Intervened);
    let found = (1..60).find_map(|step| {
        seek(&mut editor, step * 10);
        editor.log_page(0, usize::MAX).into_iter().find(is_deed)
    });
    let deed = found.expect("the template plans something");
    editor.dispatch(Command::Playback(PlaybackCommand::SeekRecord(deed.record)));
    while editor.transport_view().catching_up {
        editor.tick(0, crate::BUDGET);
    }
    let told = editor.narration().expect("it is told");
    assert_eq!((told.record, told.kind), (deed.record, "The template steps in"));
}

#[test]
fn several_deeds_at_one_instant_are_each_called_by_their_name() {
    use editor::command::ActCommand;
    let mut editor = open("thumbnails");
    seek(&mut editor, 5);
    for (name, value) in [("FailNext", "2"), ("Outage", "30s")] {
        let (on, name, value) = ("Thumbnail".into(), name.into(), value.into());
        editor.dispatch(Command::Act(ActCommand::Intervene { on, name, value }));
    }
    seek(&mut editor, 6);
    let deeds: Vec<_> =
        editor.log_page(0, usize::MAX).into_iter().filter(|line| line.outcome == Some(Outcome::Intervened)).collect();
    let [first, second] = &deeds[..] else { panic!("{deeds:?}") };
    assert_eq!(first.at, second.at);
    assert_ne!(first.text, second.text);
}

#[test]
fn a_message_keeps_the_lines_of_its_batches() {
    let mut editor = open("partial-batch");
    seek(&mut editor, 60);
    let all = editor.log_page(0, usize::MAX);
    let received = all.iter().find(|line| line.text.starts_with("hands it out")).and_then(|line| line.message);
    let message = received.expect("a message is handed out");
    view(&mut editor, ViewCommand::AddChip(Chip::Message(message)));
    let lines = editor.log_page(0, usize::MAX);
    assert!(lines.iter().any(|line| line.message == Some(message)));
    assert!(lines.iter().any(|line| line.text.starts_with("invokes the function with")), "{lines:?}");
    assert!(lines.len() < all.len());
}

#[test]
fn what_is_copied_is_what_is_shown() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 200);
    view(&mut editor, ViewCommand::AddChip(Chip::Outcome(Outcome::Retried)));
    let lines = editor.log_head().lines;
    let [Effect::CopyText { text, .. }] = &view(&mut editor, ViewCommand::CopyLog(LogForm::Jsonl))[..] else {
        panic!()
    };
    let rows: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(rows.len(), lines);
    assert!(rows.iter().all(|row| row["outcome"] == "retried" && row["node"] == "Thumbnail"), "{text}");
    let [Effect::CopyText { text, .. }] = &view(&mut editor, ViewCommand::CopyLog(LogForm::Csv))[..] else { panic!() };
    assert_eq!(text.lines().count(), lines + 1);
}

#[test]
fn the_log_is_summed_up_for_who_does_not_see_it() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 30);
    let since = editor.log_head().newest;
    assert_eq!(&*editor.log_digest(since), "");
    seek(&mut editor, 60);
    let said = editor.log_digest(since);
    assert!(said.contains("new lines") && said.contains(" ok") && said.contains("Last: "), "{said}");
}

#[test]
fn a_line_lights_its_wire_its_cards_and_its_message() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 20);
    let lights = |editor: &Editor| {
        let scene = editor.scene(false);
        let lit = scene.marks.iter().filter(|mark| match mark {
            Mark::Line { tone, .. } => *tone == Tone::Accent,
            Mark::Block { tone, fill, .. } => *tone == Tone::Accent && *fill == Fill::Outline,
            _ => false,
        });
        lit.count()
    };
    let before = lights(&editor);
    let line =
        editor.log_page(0, usize::MAX).into_iter().find(|line| line.text.contains("puts the event into its queue"));
    let line = line.expect("an event is queued");
    view(&mut editor, ViewCommand::Light(Some(line.record)));
    let lit = editor.lit().cloned().expect("something is lit");
    assert_eq!(lit.message, line.message);
    assert_eq!(lit.nodes.len(), 2, "{lit:?}");
    assert_eq!(lights(&editor), before + 3, "two cards and a wire");
    view(&mut editor, ViewCommand::Light(None));
    assert_eq!(lights(&editor), before);
}

/// What happens of itself, or is done from outside: nothing of the run leads to it.
const BEGINNINGS: [&str; 2] = ["sends number", "is acted on"];

#[test]
fn every_line_that_something_led_to_says_what() {
    for (name, _) in editor::gallery::TEMPLATES {
        let mut editor = open(name);
        seek(&mut editor, 40);
        for line in editor.log_page(0, 400) {
            view(&mut editor, ViewCommand::Ask(Some(line.record)));
            let why = editor.why_view().expect("the record is remembered");
            assert_eq!(line.has_rule, !why.rule_id.is_empty());
            assert!(!why.rule.is_empty(), "{name}: {line:?}");
            let begins = BEGINNINGS.iter().any(|begins| line.text.contains(begins));
            assert!(begins || line.has_rule || !why.causes.is_empty(), "{name}: {line:?}");
            assert_eq!(line.reason.is_empty(), !line.has_rule && why.causes.is_empty());
        }
    }
}

#[test]
fn a_source_that_names_a_page_of_aws_leads_there() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 200);
    let retry = editor.log_page(0, usize::MAX).into_iter().find(|line| line.outcome == Some(Outcome::Retried));
    view(&mut editor, ViewCommand::Ask(retry.map(|line| line.record)));
    let why = editor.why_view().expect("a retry is remembered");
    assert_eq!(
        why.link.as_deref(),
        Some("https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html"),
        "{why:?}"
    );
}

#[test]
fn a_hundred_thousand_lines_are_kept_and_only_a_page_is_made() {
    let (_, text) = editor::gallery::TEMPLATES.iter().find(|(name, _)| *name == "thumbnails").expect("it is there");
    let mut editor = open_text(&text.replace("PerSecond: 0.4", "PerSecond: 400"));
    for second in 1..=45 {
        seek(&mut editor, second);
    }
    let head = editor.log_head();
    assert!(head.lines > 100_000 || head.dropped > 0, "{head:?}");
    assert_eq!(editor.log_page(head.lines / 2, 40).len(), 40);
    // What is forgotten is counted, and the list holds no more than what is remembered.
    for second in 46..=70 {
        seek(&mut editor, second);
    }
    let later = editor.log_head();
    assert!(later.dropped > 0 && later.forgotten && later.lines < 170_000, "{later:?}");
    editor.dispatch(Command::Playback(PlaybackCommand::SeekRecord(RecordId(5))));
    while editor.transport_view().catching_up {
        editor.tick(0, crate::BUDGET);
    }
    assert!(editor.log_head().lines <= 5);
}

#[test]
fn what_stands_on_a_wire_is_called_by_the_cards_at_its_ends() {
    let mut editor = open("throttled-queue");
    seek(&mut editor, 30);
    let lines = editor.log_page(0, usize::MAX);
    let titles: Vec<_> = editor.graph_view().nodes.iter().map(|node| node.title.clone()).collect();
    let of_mappings: Vec<_> = lines.iter().filter(|line| line.text.starts_with("invokes the function")).collect();
    assert!(!of_mappings.is_empty());
    for line in of_mappings {
        assert!(["Orders \u{2192} Throttled", "PacedOrders \u{2192} Paced"].contains(&&*line.node), "{line:?}");
    }
    // Whatever is named is a card, or the two at the ends of a wire.
    for line in &lines {
        assert!(line.node.split(" \u{2192} ").all(|name| titles.iter().any(|title| **title == *name)), "{line:?}");
    }
}

#[test]
fn a_batch_that_waits_after_a_throttle_says_how_long_and_an_order_is_seen_until_it_is_carried_out() {
    use editor::command::ActCommand;
    let mut editor = open("throttled-queue");
    let waits = (10..80).find_map(|tenths| {
        let at = kernel::SimTime::from_nanos(tenths * 100_000_000);
        editor.dispatch(Command::Playback(PlaybackCommand::Seek(at)));
        while editor.transport_view().catching_up {
            editor.tick(0, crate::BUDGET);
        }
        Some(editor.status_of("ThrottledOrder")).filter(|words| words.contains("throttled"))
    });
    let waits = waits.expect("batches wait");
    assert!(waits.contains(", next try in ") && waits.ends_with('s'), "{waits}");
    let words = |editor: &Editor| -> Vec<String> {
        let texts = editor.scene(false).marks.into_iter().filter_map(|mark| match mark {
            Mark::Text { text, .. } => Some(text.to_string()),
            _ => None,
        });
        texts.collect()
    };
    assert!(words(&editor).iter().any(|text| text == "next try"), "{:?}", words(&editor));

    let mut editor = open("thumbnails");
    seek(&mut editor, 5);
    assert!(!editor.status_of("Thumbnail").contains("the next"));
    let (on, name) = ("Thumbnail".into(), "FailNext".into());
    editor.dispatch(Command::Act(ActCommand::Intervene { on, name, value: "2".into() }));
    editor.tick(200_000, crate::BUDGET);
    seek(&mut editor, 6);
    let status = editor.status_of("Thumbnail");
    assert!(status.starts_with("the next 2: each fails"), "{status}");
    assert!(words(&editor).iter().any(|text| text == "the next 2: each fails"));
    seek(&mut editor, 80);
    assert!(!editor.status_of("Thumbnail").contains("the next"), "{}", editor.status_of("Thumbnail"));
}

/// Asks "Why?" of the first line whose text has a part.
fn why(editor: &mut Editor, part: &str) -> Arc<WhyView> {
    let is_it = |line: &LogLine| line.text.contains(part);
    let line = editor.log_page(0, usize::MAX).into_iter().find(is_it).expect(part);
    view(editor, ViewCommand::Ask(Some(line.record)));
    editor.why_view().expect("the record is remembered")
}
