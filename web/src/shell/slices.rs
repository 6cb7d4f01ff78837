//! One signal for each slice of what is seen. Only the shell writes them.

use editor::command::Changed;
use editor::geometry::Camera;
use editor::guide::GuideView;
use editor::view::inspect::behaviour::BehaviourView;
use editor::view::inspect::traffic::TrafficView;
use editor::view::narrator::Narration;
use editor::view::{GraphView, InspectorView, ProblemView, RunView, StoryView, SummaryView, TransportView, WhyView};
use editor::{Editor, Selection};
use leptos::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The signals of what is seen.
#[derive(Clone, Copy)]
pub(crate) struct Slices {
    /// Cards and wires.
    pub(crate) graph: RwSignal<Arc<GraphView>>,
    /// What is selected.
    pub(crate) selection: RwSignal<Arc<Selection>>,
    /// Which part of the world is seen.
    pub(crate) camera: RwSignal<Camera>,
    /// How large the part of the canvas is in which nothing lies over the cards [CSS px].
    pub(crate) room: RwSignal<(f32, f32)>,
    /// Where time is.
    pub(crate) transport: RwSignal<Arc<TransportView>>,
    /// Changes whenever time went on or what is asked changed, as often as panels follow: who shows something of the run
    /// asks the editor for it then, while it is seen.
    pub(crate) beat: RwSignal<u32>,
    /// The selected node or wire.
    pub(crate) inspector: RwSignal<Option<Arc<InspectorView>>>,
    /// How the code of the selected function behaves.
    pub(crate) behaviour: RwSignal<Option<Arc<BehaviourView>>>,
    /// The selected client.
    pub(crate) traffic: RwSignal<Option<Arc<TrafficView>>>,
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
    /// What just happened.
    pub(crate) narration: RwSignal<Option<Arc<Narration>>>,
    /// How far the person has come in the first minute.
    pub(crate) guide: RwSignal<Arc<GuideView>>,
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
            room: RwSignal::new(editor.free_size()),
            transport: RwSignal::new(Arc::new(editor.transport_view())),
            beat: RwSignal::new(0),
            inspector: RwSignal::new(editor.inspector_view()),
            behaviour: RwSignal::new(editor.behaviour_view()),
            traffic: RwSignal::new(editor.traffic_view()),
            story: RwSignal::new(editor.story_view()),
            why: RwSignal::new(editor.why_view()),
            problems: RwSignal::new(editor.problems_view()),
            summary: RwSignal::new(editor.summary_view()),
            run: RwSignal::new(editor.run_view()),
            text: RwSignal::new(editor.text()),
            narration: RwSignal::new(editor.narration()),
            guide: RwSignal::new(editor.guide_view()),
        }
    }

    /// Shows what changed, and only that.
    pub(super) fn publish(self, editor: &Editor, changed: Changed) {
        if changed.intersects(Changed::GRAPH | Changed::PROBLEMS | Changed::PLACES) {
            show(self.graph, editor.graph_view());
        }
        if changed.contains(Changed::CAMERA) {
            show(self.camera, editor.camera());
            show(self.room, editor.free_size());
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
        if !changed.difference(Changed::CAMERA | Changed::CLOCK).is_empty() {
            self.beat.update(|beat| *beat = beat.wrapping_add(1));
        }
        if changed.intersects(Changed::GUIDE | Changed::GRAPH | Changed::RUN | Changed::PLAYBACK) {
            show(self.guide, editor.guide_view());
        }
        self.publish_time(editor, changed);
    }

    fn publish_time(self, editor: &Editor, changed: Changed) {
        if changed.intersects(Changed::CLOCK | Changed::PLAYBACK | Changed::RUN) {
            show(self.transport, Arc::new(editor.transport_view()));
        }
        if changed.intersects(Changed::PLAYBACK | Changed::RUN) {
            show(self.summary, editor.summary_view());
            show(self.narration, editor.narration());
            show(self.status, Arc::new(statuses(editor, &self.graph.get_untracked())));
        }
        let set = Changed::SELECTION | Changed::TEXT | Changed::GRAPH;
        // What is set does not follow the playhead: a client's curve alone walks through all of its arrivals.
        if changed.intersects(set) {
            show(self.behaviour, editor.behaviour_view());
            show(self.traffic, editor.traffic_view());
        }
        if changed.intersects(set | Changed::PLAYBACK | Changed::RUN) {
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
