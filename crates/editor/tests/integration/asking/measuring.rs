//! Charts: known sums, the same after rewinding and after acting, and room that is bounded.

use crate::{open, open_text, seek};
use aws::metrics::MetricId;
use editor::Editor;
use editor::command::{ActCommand, Command, ViewCommand};
use editor::view::charts::Charts;
use kernel::NodeId;

fn charts(editor: &mut Editor, id: &str) -> Charts {
    editor.dispatch(Command::View(ViewCommand::Select(vec![id.into()])));
    Charts::clone(&editor.charts_view())
}

/// Returns the sum of a counter's chart.
fn total(charts: &Charts, metric: &str) -> f64 {
    let chart = charts.charts.iter().find(|chart| *chart.title == *metric);
    chart.map_or(0.0, |chart| chart.lines[0].values.iter().flatten().sum())
}

#[test]
fn a_counter_adds_up_to_what_the_run_counted() {
    for (name, node, metrics) in [
        ("thumbnails", "Thumbnail", vec!["Invocations", "Errors", "Throttles", "ColdStarts"]),
        ("throttled-queue", "Orders", vec!["NumberOfMessagesReceived", "NumberOfMessagesDeleted"]),
    ] {
        let mut editor = open(name);
        seek(&mut editor, 100_000);
        let charts = charts(&mut editor, node);
        let world = editor.runner().world();
        let id = world.node(node).unwrap_or_else(|| panic!("{name} has no {node}"));
        let specs = world.nodes()[id.0 as usize].config.descriptor().metrics;
        for metric in metrics {
            let place = specs.iter().position(|spec| spec.name == metric).expect("the metric is there");
            let counted = world.meter(id).sum(MetricId(place as u8));
            assert!(counted > 0 || metric != "Invocations");
            assert_eq!(total(&charts, metric), counted as f64, "{name}: {metric}");
        }
    }
}

#[test]
fn durations_have_their_percentiles() {
    let mut editor = open("thumbnails");
    seek(&mut editor, 100_000);
    let charts = charts(&mut editor, "Thumbnail");
    let duration = charts.charts.iter().find(|chart| &*chart.title == "Duration").expect("it ran");
    assert_eq!((duration.unit, duration.lines.len()), ("ms", 5));
    let names: Vec<&str> = duration.lines.iter().map(|line| &*line.name).collect();
    assert_eq!(names, ["p50", "p95", "p99", "Maximum", "Average"]);
    for (_, values) in duration.rows() {
        let values: Vec<f64> = values.into_iter().flatten().collect();
        let [p50, p95, p99, most, _] = values[..] else { panic!("{values:?}") };
        assert!(p50 <= p95 && p95 <= p99 && p99 <= most * 1.02, "{values:?}");
    }
}

#[test]
fn rewinding_changes_no_chart() {
    for name in ["thumbnails", "throttled-queue", "fifo-groups"] {
        let mut editor = open(name);
        let ids: Vec<_> = editor.graph_view().nodes.iter().map(|node| node.id.clone()).collect();
        let all = |editor: &mut Editor| ids.iter().map(|id| charts(editor, id)).collect::<Vec<_>>();
        seek(&mut editor, 40);
        let then = all(&mut editor);
        seek(&mut editor, 110);
        assert_ne!(all(&mut editor), then, "{name}");
        seek(&mut editor, 40);
        assert_eq!(all(&mut editor), then, "{name}");
    }
}

#[test]
fn acting_after_rewinding_counts_only_what_happens_then() {
    for name in ["thumbnails", "throttled-queue"] {
        let mut editor = open(name);
        let ids: Vec<_> = editor.graph_view().nodes.iter().map(|node| node.id.clone()).collect();
        let all = |editor: &mut Editor| ids.iter().map(|id| charts(editor, id)).collect::<Vec<_>>();
        seek(&mut editor, 90);
        seek(&mut editor, 33);
        let function = ids.iter().find(|id| {
            let world = editor.runner().world();
            world.node(id).is_some_and(|node| matches!(world.model(node), aws::services::Service::Lambda(_)))
        });
        let on = function.expect("a function").clone();
        let act = ActCommand::Intervene { on, name: "SetReservedConcurrency".into(), value: "0".into() };
        editor.dispatch(Command::Act(act));
        seek(&mut editor, 90);
        let after = all(&mut editor);
        let mut again = open_text(&editor.text());
        seek(&mut again, 90);
        assert_eq!(all(&mut again), after, "{name}");
    }
}

#[test]
fn a_queue_has_its_gauges_over_time() {
    let mut editor = open("throttled-queue");
    seek(&mut editor, 120);
    let charts = charts(&mut editor, "Orders");
    let visible = charts.charts.iter().find(|chart| &*chart.title == "ApproximateNumberOfMessagesVisible");
    let values = &visible.expect("messages wait").lines[0].values;
    assert!(values.iter().flatten().any(|value| *value > 0.0), "{values:?}");
}

#[test]
fn a_long_run_takes_no_more_room_than_a_short_one() {
    let text =
        "Metadata:\n  Lambdarium:\n    Version: 1\n    Duration: 20d\nResources:\n  Jobs: { Type: AWS::SQS::Queue }\n";
    let mut editor = open_text(text);
    seek(&mut editor, 20 * 86_400);
    let jobs = editor.runner().world().node("Jobs").unwrap_or(NodeId(0));
    let gauges = editor.runner().chronicle().gauge(jobs, MetricId(4)).len();
    assert!((100..=600).contains(&gauges), "{gauges} periods of {}", editor.runner().chronicle().period());
}
