//! One signal for each slice of what is seen. Only the shell writes them.

use editor::command::Changed;
use editor::geometry::Camera;
use editor::view::{
    GraphView, InspectorView, LogLine, ProblemView, RunView, StoryView, SummaryView, TransportView, WhyView,
};
use editor::{Editor, Selection};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many lines of the log are shown.
const LOG_LINES_MAX: usize = 300;
/// How many are while so much happens that none stays until the panels follow again: about what can be seen at once.
const LOG_LINES_CROWDED: usize = 24;

/// The signals of what is seen.
#[derive(Clone, Copy)]
pub(crate) struct Slices {
    /// Cards and wires.
    pub(crate) graph: RwSignal<Arc<GraphView>>,
    /// What is selected.
    pub(crate) selection: RwSignal<Arc<Selection>>,
    /// Which part of the world is seen.
    pub(crate) camera: RwSignal<Camera>,
    /// Where time is.
    pub(crate) transport: RwSignal<Arc<TransportView>>,
    /// The newest lines of the log.
    pub(crate) log: RwSignal<Arc<Vec<LogLine>>>,
    /// The selected node or wire.
    pub(crate) inspector: RwSignal<Option<Arc<InspectorView>>>,
    /// The life of the selected message.
    pub(crate) story: RwSignal<Option<Arc<StoryView>>>,
    /// The answer to the last "Why?".
    pub(crate) why: RwSignal<Option<Arc<WhyView>>>,
    /// What is wrong with the template.
    pub(crate) problems: RwSignal<Arc<Vec<ProblemView>>>,
    /// The end of the run.
    pub(crate) summary: RwSignal<Option<Arc<SummaryView>>>,
    /// What the run is set to.
    pub(crate) run: RwSignal<Arc<RunView>>,
    /// The template.
    pub(crate) text: RwSignal<Arc<str>>,
    /// What each card says of its state, for who does not see it.
    pub(crate) status: RwSignal<Arc<BTreeMap<Arc<str>, Arc<str>>>>,
}

impl Slices {
    pub(super) fn new(editor: &Editor) -> Self {
        let graph = editor.graph_view();
        Self {
            status: RwSignal::new(Arc::new(statuses(editor, &graph))),
            graph: RwSignal::new(graph),
            selection: RwSignal::new(Arc::new(editor.selection().clone())),
            camera: RwSignal::new(editor.camera()),
            transport: RwSignal::new(Arc::new(editor.transport_view())),
            log: RwSignal::new(editor.log_view(LOG_LINES_MAX)),
            inspector: RwSignal::new(editor.inspector_view()),
            story: RwSignal::new(editor.story_view()),
            why: RwSignal::new(editor.why_view()),
            problems: RwSignal::new(editor.problems_view()),
            summary: RwSignal::new(editor.summary_view()),
            run: RwSignal::new(editor.run_view()),
            text: RwSignal::new(editor.text()),
        }
    }

    /// Shows what changed, and only that.
    pub(super) fn publish(self, editor: &Editor, changed: Changed) {
        if changed.intersects(Changed::GRAPH | Changed::PROBLEMS | Changed::PLACES) {
            show(self.graph, editor.graph_view());
        }
        if changed.contains(Changed::CAMERA) {
            show(self.camera, editor.camera());
        }
        if changed.contains(Changed::TEXT) {
            show(self.text, editor.text());
        }
        if changed.intersects(Changed::PROBLEMS | Changed::TEXT) {
            show(self.problems, editor.problems_view());
        }
        if changed.intersects(Changed::RUN | Changed::TEXT | Changed::GRAPH) {
            show(self.run, editor.run_view());
        }
        if changed.contains(Changed::SELECTION) {
            show(self.selection, Arc::new(editor.selection().clone()));
        }
        if changed.intersects(Changed::LOG | Changed::RUN | Changed::PLAYBACK) {
            show(self.log, self.log_lines(editor));
        }
        self.publish_time(editor, changed);
    }

    /// Returns the lines of the log to show. In a crowd each of them is new each time, and rows cost more than frames have.
    fn log_lines(self, editor: &Editor) -> Arc<Vec<LogLine>> {
        if editor.is_busy() {
            let newest = editor.log_view(LOG_LINES_CROWDED);
            let shown = self.log.with_untracked(|lines| lines.last().map(|line| line.record));
            let is_crowded = newest.len() == LOG_LINES_CROWDED && newest.first().map(|line| line.record) > shown;
            if is_crowded {
                return newest;
            }
        }
        editor.log_view(LOG_LINES_MAX)
    }

    fn publish_time(self, editor: &Editor, changed: Changed) {
        if changed.intersects(Changed::CLOCK | Changed::PLAYBACK | Changed::RUN) {
            show(self.transport, Arc::new(editor.transport_view()));
        }
        if changed.intersects(Changed::PLAYBACK | Changed::RUN) {
            show(self.summary, editor.summary_view());
            show(self.status, Arc::new(statuses(editor, &self.graph.get_untracked())));
        }
        let any = Changed::SELECTION | Changed::PLAYBACK | Changed::RUN | Changed::TEXT | Changed::GRAPH;
        if changed.intersects(any) {
            show(self.inspector, editor.inspector_view());
            show(self.story, editor.story_view());
            show(self.why, editor.why_view());
        }
    }
}

/// Writes a signal where its value differs, so that nothing is rendered in vain.
fn show<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

fn statuses(editor: &Editor, graph: &GraphView) -> BTreeMap<Arc<str>, Arc<str>> {
    graph.nodes.iter().map(|node| (node.id.clone(), editor.status_of(&node.id))).collect()
}
