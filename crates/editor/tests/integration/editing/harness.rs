//! An editor that is looked at after each command: what must hold always is checked always.

use editor::command::{Command, Dispatched, Effect, FileCommand, PlaybackCommand};
use editor::keep::Kept;
use editor::view::GraphView;
use editor::{Editor, gallery};
use std::sync::Arc;

/// Events a frame may compute.
const BUDGET: u32 = 20_000;

/// An editor in the hands of a test.
#[derive(Debug)]
pub(crate) struct EditorTest {
    /// The editor.
    pub(crate) editor: Editor,
}

/// All of a document that undoing brings back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    /// Which document it is, with name, title and text.
    kept: Kept,
    /// The template's parameters with their values.
    parameters: Vec<(Arc<str>, Arc<str>, Arc<str>)>,
    graph: Arc<GraphView>,
}

impl State {
    /// Forgets which document it is: one that was detached stays another.
    pub(crate) fn of_any_document(mut self) -> Self {
        self.kept.id = Arc::default();
        self
    }

    /// Checks that it is another, and says shortly what is not.
    pub(crate) fn expect(&self, other: &Self) {
        assert_eq!((&self.kept, &self.parameters), (&other.kept, &other.parameters));
        for (mine, theirs) in self.graph.nodes.iter().zip(&other.graph.nodes) {
            assert_eq!(mine, theirs);
        }
        assert!(self == other, "the pictures of these differ:\n{}", self.kept.text);
    }
}

impl EditorTest {
    /// Opens a text.
    pub(crate) fn of(text: &str) -> Self {
        let mut test = Self { editor: Editor::new() };
        test.run(Command::File(FileCommand::Open { name: "test".into(), text: text.into() }));
        test
    }

    /// Opens an entry of the gallery.
    pub(crate) fn open(name: &str) -> Self {
        let found = gallery::TEMPLATES.iter().find(|(known, _)| *known == name);
        Self::of(found.expect("a template of the gallery").1)
    }

    /// Hands over a command and checks what must hold after any.
    pub(crate) fn run(&mut self, command: Command) -> Dispatched {
        let text = self.editor.text();
        let said = format!("{command:?}");
        let dispatched = self.editor.dispatch(command);
        self.sweep(&said, &text, &dispatched);
        dispatched
    }

    /// Takes steps back, or does them again, until there is none left. Returns their names.
    pub(crate) fn all_steps(&mut self, step: &FileCommand) -> Vec<String> {
        let next = |editor: &Editor| {
            let view = editor.run_view();
            if *step == FileCommand::Undo { view.undo.clone() } else { view.redo.clone() }
        };
        let mut names = Vec::new();
        while let Some(name) = next(&self.editor) {
            self.run(Command::File(step.clone()));
            names.push(name.to_string());
        }
        names
    }

    /// Returns what undoing must bring back.
    pub(crate) fn state(&self) -> State {
        let parameters = self.editor.run_view().parameters.clone();
        State { kept: self.editor.kept(), parameters, graph: self.editor.graph_view() }
    }

    /// Computes what is asked of the run until it is there.
    pub(crate) fn settle(&mut self) {
        self.editor.dispatch(Command::Playback(PlaybackCommand::Pause));
        while self.editor.transport_view().catching_up {
            self.editor.tick(0, BUDGET);
        }
    }

    fn sweep(&self, said: &str, text_before: &str, dispatched: &Dispatched) {
        self.check_graph(said);
        self.check_selection(said);
        self.check_steps(said, text_before, dispatched);
        let transport = self.editor.transport_view();
        assert!(transport.now <= transport.duration, "{said}: time is over the end");
    }

    /// Wires hang on cards and leave them at their ports, and everything is somewhere.
    fn check_graph(&self, said: &str) {
        let graph = self.editor.graph_view();
        for node in &graph.nodes {
            assert_eq!(graph.bounds.union(&node.rect), graph.bounds, "{said}: {} is out of bounds", node.id);
            let same = graph.nodes.iter().filter(|other| other.id == node.id);
            assert_eq!(same.count(), 1, "{said}: {} is there twice", node.id);
        }
        for wire in &graph.wires {
            let end = |id: &str| graph.nodes.iter().find(|node| &*node.id == id);
            let (Some(from), Some(_)) = (end(&wire.from), end(&wire.to)) else {
                panic!("{said}: {} hangs on nothing", wire.key);
            };
            let port = from.ports.iter().find(|port| port.name == wire.port && port.outgoing);
            assert!(port.is_some() || from.ports.is_empty(), "{said}: {} begins at no port", wire.key);
            assert!(wire.points.iter().all(|point| point.x.is_finite() && point.y.is_finite()), "{said}: {}", wire.key);
            let same = graph.wires.iter().filter(|other| other.key == wire.key);
            assert_eq!(same.count(), 1, "{said}: {} is there twice", wire.key);
        }
    }

    /// What is selected is there.
    fn check_selection(&self, said: &str) {
        let (graph, selection) = (self.editor.graph_view(), self.editor.selection());
        for id in &selection.nodes {
            assert!(graph.nodes.iter().any(|node| node.id == *id), "{said}: {id} is selected and not there");
        }
        if let Some(key) = &selection.wire {
            assert!(graph.wires.iter().any(|wire| wire.key == *key), "{said}: {key} is selected and not there");
        }
    }

    /// What changed the text can be undone by name, and is kept for the next visit.
    fn check_steps(&self, said: &str, text_before: &str, dispatched: &Dispatched) {
        let view = self.editor.run_view();
        for name in view.undo.iter().chain(&view.redo) {
            assert!(name.chars().next().is_some_and(char::is_uppercase), "{said}: the step is called {name:?}");
        }
        let text = self.editor.text();
        if *text != *text_before {
            let is_told =
                dispatched.effects.iter().any(|effect| matches!(effect, Effect::Store { .. } | Effect::Tell(_)));
            assert!(is_told, "{said}: the text changed and is not kept");
        }
    }

    /// Checks that the text alone gives the same picture.
    pub(crate) fn check_text(&self) {
        let mut again = Editor::new();
        again.dispatch(Command::File(FileCommand::Open { name: self.editor.name(), text: self.editor.text() }));
        let (mine, theirs) = (self.editor.graph_view(), again.graph_view());
        assert_eq!(mine.nodes, theirs.nodes, "{}", self.editor.text());
        // Places of words and figures as well, whatever was remembered of the pictures on the way.
        assert_eq!(mine.wires, theirs.wires, "{}", self.editor.text());
    }
}
