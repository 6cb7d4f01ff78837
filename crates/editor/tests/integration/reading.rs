//! What panels say of a run: which parts a thing has, what figures come to, and what mends a silence.

use crate::{BUDGET, open, open_text, play, seek};
use editor::actions::{self, Aim, Deed, Page};
use editor::command::{ActCommand, Command, Effect, FileCommand, PlaybackCommand, ViewCommand};
use editor::view::Part;
use editor::{Editor, starters::STARTERS};
use std::sync::Arc;

fn parts(editor: &mut Editor, id: &str) -> Vec<Part> {
    editor.dispatch(Command::View(ViewCommand::Select(vec![id.into()])));
    editor.inspector_view().expect("it is there").parts.clone()
}

#[test]
fn each_kind_of_thing_has_the_parts_that_say_something() {
    use Part::{Configure, Interact, Invocations, Messages, Metrics, Template};
    let mut editor = open("throttled-queue");
    let function = editor.graph_view().nodes.iter().find(|node| node.icon == "lambda").map(|node| node.id.clone());
    let function = function.expect("a function");
    assert_eq!(parts(&mut editor, &function), [Configure, Interact, Metrics, Messages, Invocations, Template]);
    assert_eq!(parts(&mut editor, "Orders"), [Configure, Interact, Metrics, Messages, Template]);
    let wire = editor.graph_view().wires.iter().find(|wire| wire.kind == "Redrive").map(|wire| wire.key.clone());
    editor.dispatch(Command::View(ViewCommand::SelectWire(wire)));
    assert_eq!(editor.inspector_view().expect("a wire").parts, [Configure]);
}

#[test]
fn a_key_shows_the_messages_of_the_selected_card() {
    let mut editor = open("throttled-queue");
    assert!((actions::MESSAGES.plan)(&editor, &Aim::selected(&editor)).is_err());
    editor.dispatch(Command::View(ViewCommand::Select(vec!["Orders".into()])));
    let deed = (actions::MESSAGES.plan)(&editor, &Aim::selected(&editor));
    assert_eq!(deed, Ok(Deed::Page(Page::Show("Orders".into(), Part::Messages))));
    assert!((actions::INVOCATIONS.plan)(&editor, &Aim::selected(&editor)).is_err(), "a queue is not invoked");
}

#[test]
fn an_empty_page_has_no_problem_and_silence_is_mended_by_a_button() {
    let mut editor = Editor::new();
    assert!(editor.problems_view().is_empty(), "{:?}", editor.problems_view());
    editor.dispatch(Command::File(FileCommand::BeginWith(1)));
    assert_eq!(STARTERS[1].entry, "Jobs");
    let problems = editor.problems_view();
    let silence = problems.iter().find(|problem| problem.message.contains("nobody sends")).expect("nobody sends");
    assert!(!silence.hint.contains('{'), "{}", silence.hint);
    let labels: Vec<&str> = silence.remedies.iter().map(|(label, _)| &**label).collect();
    assert_eq!(labels, ["Send one to Jobs", "Add traffic to Jobs"]);
    for (label, commands) in silence.remedies.clone() {
        let before = editor.text();
        editor.dispatch(Command::Playback(PlaybackCommand::Pause));
        commands.into_iter().for_each(|command| drop(editor.dispatch(command)));
        assert!(editor.transport_view().playing, "{label}: what is done is seen");
        play(&mut editor, 300);
        assert!(editor.log_view(500).iter().any(|line| line.text.contains("sends number")), "{label}");
        if label.starts_with("Add traffic") {
            assert!(!editor.problems_view().iter().any(|problem| problem.message.contains("nobody sends")));
        }
        editor.dispatch(Command::File(FileCommand::Undo));
        assert_eq!(editor.text(), before, "{label}");
    }
}

#[test]
fn the_end_says_how_many_sends_became_how_many_messages() {
    let mut editor = open("fan-out");
    seek(&mut editor, 100_000);
    let summary = editor.summary_view().expect("the end");
    let tally = &editor.runner().world().balance().tally;
    assert!(tally.created > tally.sent && tally.sent > 0, "{tally:?}");
    assert!(summary.headline.contains(" sends became "), "{}", summary.headline);
    assert!(summary.counted.contains("Each copy counts"));
    let fanned_out = editor.runner().world().answered().fanned_out;
    let split = format!("{} delivered, {} filtered out", tally.delivered - fanned_out, tally.filtered);
    assert_eq!(fanned_out, tally.sent, "each publish lives on as its copies");
    assert!(tally.filtered > 0 && summary.headline.contains(&split), "{}", summary.headline);
}

#[test]
fn what_is_published_with_no_subscription_is_no_delivery() {
    let mut editor = open_text(
        "Metadata:\n  Lambdarium: { Version: 1, Duration: 10s, Latency: None }\nResources:\n  News: { Type: AWS::SNS::Topic }\n",
    );
    let send = ActCommand::Send {
        to: "News".into(),
        action: "Publish".into(),
        input: r#"{ "Message": "hi" }"#.into(),
        count: 1,
    };
    editor.dispatch(Command::Act(send));
    let told = editor.problems_view();
    assert!(told.iter().any(|it| it.message.contains("\"News\" has no subscription")), "{told:?}");
    seek(&mut editor, 100_000);
    let summary = editor.summary_view().expect("the end");
    assert!(summary.headline.ends_with(": 1 went to nobody"), "{}", summary.headline);
    let [row] = &summary.rows[..] else { panic!("{summary:?}") };
    assert_eq!((&*row.label, row.count, &*row.why), ("went to nobody", 1, "News has no subscription"));
    assert!(summary.counted.is_empty());
}

#[test]
fn the_end_of_every_template_accounts_for_each_copy_and_says_where_dead_letters_come_from() {
    let figures = |headline: &str| -> u64 {
        let fates = headline.rsplit(": ").next().unwrap_or_default().split(", ");
        fates.filter_map(|fate| fate.split(' ').next()?.replace(',', "").parse::<u64>().ok()).sum()
    };
    for (name, _) in editor::gallery::TEMPLATES {
        let mut editor = open(name);
        seek(&mut editor, 100_000);
        let summary = editor.summary_view().expect("the end");
        let world = editor.runner().world();
        let created = world.balance().tally.created - world.answered().fanned_out;
        let counted: u64 = summary.rows.iter().map(|row| row.count).sum();
        assert_eq!((counted, figures(&summary.headline)), (created, created), "{name}: {summary:?}");
        if **name == *"throttled-queue" {
            let dead: Vec<_> = summary.rows.iter().filter(|row| row.label.starts_with("dead-lettered")).collect();
            let [lost, paced] = &dead[..] else { panic!("{summary:?}") };
            assert!(&*lost.label == "dead-lettered in Lost" && lost.why.starts_with("from Orders: "), "{lost:?}");
            let none = ("dead-lettered in PacedLost", 0, "none from PacedOrders");
            assert_eq!((&*paced.label, paced.count, &*paced.why), none);
        }
    }
}

#[test]
fn a_chart_says_what_the_run_comes_to_and_counts_in_a_unit() {
    let mut editor = open_text(
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 10m\n    Functions: { Work: { Duration: 20s } }\n    Traffic:\n      \
         - { Name: people, To: Jobs, Action: SendMessage, Every: 10s, Input: { MessageBody: '{n}' } }\n\
         Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 300 } }\n  \
         Work:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: python3.13, Handler: a.b, Code: { ZipFile: x }, \
         Role: r, Timeout: 60 }\n  Mapping:\n    Type: AWS::Lambda::EventSourceMapping\n    Properties:\n      \
         EventSourceArn: !GetAtt Jobs.Arn\n      FunctionName: !Ref Work\n      BatchSize: 1\n",
    );
    seek(&mut editor, 300);
    let mut chart = |card: &str, title: &str| {
        editor.dispatch(Command::View(ViewCommand::Select(vec![card.into()])));
        let charts = editor.charts_view();
        let found = charts.charts.iter().find(|chart| &*chart.title == title).expect(title);
        (found.axis(), found.total.clone(), found.lines[0].values.iter().flatten().copied().fold(0.0, f64::max))
    };
    let text = |text: &str| Arc::<str>::from(text);
    let (axis, total, _) = chart("Work", "Invocations");
    assert_eq!((axis, total), ("count", text("30 in all")));
    // Long durations are in seconds, on the axis and in words.
    let (axis, total, longest) = chart("Work", "Duration");
    assert_eq!((axis, total), ("s", text("p50 20 s, p99 20 s, max 20 s")));
    assert!((longest - 20.0).abs() < 0.5, "{longest}");
    assert_eq!(chart("Jobs", "ApproximateNumberOfMessagesNotVisible").1, text("2 now"));
}

#[test]
fn what_comes_again_says_what_its_last_receive_came_to_and_a_deed_what_it_does() {
    let mut editor = open_text(
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 20m\n    Latency: None\n    Traffic:\n      - { Name: people, To: Jobs, \
         Action: SendMessage, At: [10s], Input: { MessageBody: '{n}' } }\nResources:\n  Jobs: { Type: AWS::SQS::Queue, \
         Properties: { VisibilityTimeout: 300 } }\n  Work:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: \
         python3.13, Handler: a.b, Code: { ZipFile: x }, Role: r, Timeout: 60 }\n  Mapping:\n    Type: \
         AWS::Lambda::EventSourceMapping\n    Properties:\n      EventSourceArn: !GetAtt Jobs.Arn\n      FunctionName: !Ref \
         Work\n      BatchSize: 1\n",
    );
    seek(&mut editor, 5);
    let all =
        ActCommand::Intervene { on: "Work".into(), name: "SetFails".into(), value: r#"[{"Always":true}]"#.into() };
    editor.dispatch(Command::Act(all));
    seek(&mut editor, 6);
    let lines = editor.log_view(500);
    assert!(lines.iter().any(|line| line.text.ends_with(": fail every one")), "{lines:?}");
    seek(&mut editor, 500);
    let told = editor.narration().expect("it was received again");
    assert_eq!(told.kind, "First one received again");
    assert_eq!(&*told.meaning, "the function failed on it, so what ran on it may be done twice");
}

#[test]
fn one_object_is_told_as_one_and_a_first_wait_names_no_try_that_was() {
    let mut editor = open("thumbnails");
    let state = |editor: &Editor, id: &str| {
        let world = editor.runner().world();
        world.node(id).map(|node| editor::view::told::status(editor.runner(), node)).expect("a card")
    };
    for _ in 0..500 {
        editor.dispatch(Command::Playback(PlaybackCommand::StepForward));
        editor.tick(0, BUDGET);
        if !state(&editor, "Uploads").starts_with("0 ") {
            break;
        }
    }
    assert!(state(&editor, "Uploads").starts_with("1 object,"), "{}", state(&editor, "Uploads"));
    let at = kernel::SimTime::ZERO + kernel::SimDuration::from_secs(1);
    let told = |attempt| {
        editor::words::tell(&aws::fact::What::RetryScheduled { attempt, at }, kernel::SimTime::ZERO, &|_| String::new())
            .text
    };
    assert_eq!(told(1), "waits 1 s, then asks again: it never ran yet");
    assert_eq!(told(2), "waits 1 s before try 2");
}

#[test]
fn a_slip_in_a_text_is_told_and_shown_at_its_line_and_costs_no_card() {
    let mut editor = open("thumbnails");
    let cards = editor.graph_view().nodes.len();
    let text = editor.text();
    let mut lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.trim() == "Failed:").expect("a queue") + 1;
    lines.insert(at, "rubbish");
    let effects = editor.dispatch(Command::File(FileCommand::SetText(lines.join("\n").into()))).effects;
    let line = u32::try_from(at).expect("a short text") + 1;
    let said = format!("Line {line} cannot be read: a key without its colon");
    assert!(effects.contains(&Effect::Tell(said.into())) && effects.contains(&Effect::ShowLine(line)), "{effects:?}");
    assert_eq!(editor.graph_view().nodes.len(), cards);
    let apply = |editor: &mut Editor, lines: &[&str]| {
        editor.dispatch(Command::File(FileCommand::SetText(lines.join("\n").into()))).effects
    };
    // What can be read and is wrong all the same is told as well, and once.
    lines.remove(at);
    lines[at] = "    # Without its type";
    let effects = apply(&mut editor, &lines);
    let first = editor.problems_view().first().map(|problem| problem.at.line).expect("a type is missing");
    assert!(effects.contains(&Effect::ShowLine(first)), "{effects:?}");
    lines.push("# and on");
    let effects = apply(&mut editor, &lines);
    assert!(matches!(effects[..], [Effect::Store { .. }]), "{effects:?}");
}
