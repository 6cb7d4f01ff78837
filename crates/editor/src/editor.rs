//! The editor: the one place where anything changes.

mod acting;
pub(crate) mod asking;
mod looking;
mod measuring;
mod selection;
mod setup;
mod stepping;
mod writing;

pub use selection::Selection;

use crate::build;
use crate::command::{
    Changed, Command, Dispatched, Dragged, Effect, FileCommand, PlaybackCommand, RunCommand, ViewCommand,
};
use crate::document::{Document, EMPTY};
use crate::gallery;
use crate::geometry::{Camera, Point, Rect};
use crate::graph::places::tidy;
use crate::guide::Guide;
use crate::keep::names::of_file;
use crate::keep::{Ids, place};
use crate::link;
use crate::playback::PlayTime;
use crate::runner::tempo::Tempo;
use crate::runner::{Goal, Runner};
use crate::scene::Scene;
use crate::scene::frame::{Look, Stage, frame};
use crate::view::graph::Drawn;
use crate::view::{
    self, GraphView, InspectorView, ProblemView, RefusalView, RunView, SummaryView, TransportView, WhyView,
};
use aws::stack::world::{Deployment, client_name};
use kernel::{MessageId, NodeId, RecordId, SimTime};
use std::collections::BTreeMap;
use std::sync::Arc;
use template::compile;

/// How fast presentation time may go: from a tenth to a hundred times the normal.
const SPEED_PERMILLE: (u32, u32) = (100, 100_000);
/// How many events a step by hand may compute.
const STEP_EVENTS: u32 = 200_000;
/// How near a pointer has to be to a message to hit it, in world units.
const HIT_RADIUS: f32 = 14.0;

/// How many records are looked through for what a skipped stretch ends with.
const LOOKED_AHEAD: usize = 64;
/// The name of a document that nobody gave one.
pub(crate) const UNTITLED: &str = "untitled";
/// Said where a text that cannot be read would have to be changed.
pub(crate) const UNREADABLE: &str = "The template's text cannot be read: mend it under Template, or undo";

/// The document, its run, and what of both is looked at.
#[derive(Debug)]
pub struct Editor {
    pub(crate) document: Document,
    pub(crate) ids: Ids,
    pub(crate) guide: Guide,
    pub(crate) runner: Runner,
    /// What is shown, with cards where a hand holds them -- internal state.
    pub(crate) graph: Arc<GraphView>,
    /// The same with cards where they stand -- internal state.
    pub(crate) settled: Arc<GraphView>,
    /// What is remembered of pictures -- internal state.
    drawn: Drawn,
    pub(crate) dragged: Option<Dragged>,
    pub(crate) stage: Stage,
    pub(crate) selection: Selection,
    pub(crate) camera: Camera,
    sheet: looking::Sheet,
    pub(crate) playing: bool,
    pub(crate) speed_permille: u32,
    pub(crate) smart: bool,
    asking: asking::Asking,
}

impl Default for Editor {
    fn default() -> Self {
        Self::new()
    }
}

impl Editor {
    /// Begins with an empty document.
    #[must_use]
    pub fn new() -> Self {
        let document = Document::open(UNTITLED, EMPTY);
        let runner = new_runner(&document, true);
        let mut editor = Self {
            document,
            ids: Ids::default(),
            guide: Guide::default(),
            runner,
            graph: Arc::default(),
            settled: Arc::default(),
            drawn: Drawn::default(),
            dragged: None,
            stage: Stage::default(),
            selection: Selection::default(),
            camera: Camera::default(),
            sheet: looking::Sheet::default(),
            playing: false,
            speed_permille: 1_000,
            smart: true,
            asking: asking::Asking::default(),
        };
        editor.lay_out();
        editor
    }

    /// Does what a person wants: the only way to change anything.
    pub fn dispatch(&mut self, command: Command) -> Dispatched {
        let changes_text = matches!(
            command,
            Command::Graph(_)
                | Command::Act(_)
                | Command::Run(_)
                | Command::Setup(_)
                | Command::View(ViewCommand::Tidy)
        );
        if changes_text && self.document.is_unreadable() {
            return telling(UNREADABLE.into());
        }
        if !command.goes_on() {
            self.document.end_step();
        }
        let (guide, document) = (self.guide, self.document.owner().0);
        // A copy is the same work.
        let is_copy = matches!(command, Command::File(FileCommand::Detach { .. }));
        let deed = matches!(command, Command::Act(_)).then(|| (command.clone(), self.document.text()));
        if deed.is_none() {
            self.guide.observe(&command);
        }
        let left = place::ticks_left(&command);
        let mut dispatched = self.change(command);
        // A deed that was refused is none.
        if let Some((command, _)) = deed.filter(|(_, text)| *text != self.document.text()) {
            self.guide.observe(&command);
        }
        if !is_copy && self.document.owner().0 != document {
            self.guide.turn_to_another(left);
        }
        if self.guide != guide {
            dispatched.changed |= Changed::GUIDE;
        }
        dispatched.effects.extend(self.guide.ending(guide));
        dispatched
    }

    fn change(&mut self, command: Command) -> Dispatched {
        match command {
            Command::Graph(command) => self.change_graph(command),
            Command::Playback(command) => self.change_playback(command),
            Command::Act(command) => self.act(command),
            Command::Run(command) => self.change_run(command),
            Command::Setup(command) => self.change_setup(&command),
            Command::View(command) => self.change_view(command),
            Command::File(command) => self.change_file(command),
        }
    }

    /// Lets presentation time pass, and computes ahead within a budget of events. Called once a frame.
    pub fn tick(&mut self, delta_micros: u64, events_max: u32) -> Changed {
        let micros = if self.playing { delta_micros * u64::from(self.speed_permille) / 1_000 } else { 0 };
        let moved = self.runner.tick(micros, events_max);
        let turned = if moved { self.keep_followed_in_view() } else { Changed::empty() };
        let mut changed = if moved { Changed::PLAYBACK | Changed::LOG | turned } else { Changed::empty() };
        if self.playing && self.guide.watch(self.runner.playhead().play) {
            changed |= Changed::GUIDE;
        }
        if self.playing && self.runner.has_ended() {
            self.playing = false;
            changed |= Changed::PLAYBACK | Changed::RUN;
        }
        changed
    }

    /// Tells whether the next tick may change something: it plays, or the run is still being computed.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.playing || self.runner.is_catching_up()
    }

    /// Returns the graph.
    #[must_use]
    pub fn graph_view(&self) -> Arc<GraphView> {
        self.graph.clone()
    }

    /// Returns where time is and how it goes.
    #[must_use]
    pub fn transport_view(&self) -> TransportView {
        TransportView {
            playing: self.playing,
            now: self.runner.playhead().sim,
            duration: self.runner.end(),
            horizon: self.runner.horizon(),
            speed_permille: self.speed_permille,
            smart: self.smart,
            skipping: self.runner.skip().filter(|_| self.playing).map(|skip| self.skip_text(skip)),
            catching_up: self.runner.is_catching_up(),
            ended: self.runner.has_ended(),
            markers: view::told::markers::markers(&self.runner),
        }
    }

    /// Returns the inspector of the selected card or wire.
    #[must_use]
    pub fn inspector_view(&self) -> Option<Arc<InspectorView>> {
        match &self.selection.nodes[..] {
            [] => {}
            [id] => return view::inspect::inspector(&self.document, &self.runner, id).map(Arc::new),
            several => return Some(Arc::new(view::inspect::several(several))),
        }
        let key = self.selection.wire.as_ref()?;
        let wire = self.graph.wires.iter().find(|wire| wire.key == *key)?;
        Some(Arc::new(view::inspect::wire(&self.document, &self.runner, wire)))
    }

    /// Returns the answer to "Why?".
    #[must_use]
    pub fn why_view(&self) -> Option<Arc<WhyView>> {
        view::told::why::why(&self.runner, self.selection.record?).map(Arc::new)
    }

    /// Returns the problems of the template.
    #[must_use]
    pub fn problems_view(&self) -> Arc<Vec<ProblemView>> {
        Arc::new(view::inspect::problems(&self.document, self.runner.halt()))
    }

    /// Returns the end of the run in words, once it is reached.
    #[must_use]
    pub fn summary_view(&self) -> Option<Arc<SummaryView>> {
        self.runner.has_ended().then(|| Arc::new(view::told::summary::summary(&self.runner)))
    }

    /// Returns what the run is set to.
    #[must_use]
    pub fn run_view(&self) -> Arc<RunView> {
        Arc::new(view::inspect::run(&self.document, self.runner.playhead().play))
    }

    /// Returns the template.
    #[must_use]
    pub fn text(&self) -> Arc<str> {
        self.document.text()
    }

    /// Returns the document's name.
    #[must_use]
    pub fn name(&self) -> Arc<str> {
        self.document.name.clone()
    }

    /// Returns what is selected.
    #[must_use]
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// Returns the camera.
    #[must_use]
    pub fn camera(&self) -> Camera {
        self.camera
    }

    /// Returns the run, for tests and benchmarks.
    #[must_use]
    pub fn runner(&self) -> &Runner {
        &self.runner
    }

    /// Returns the kinds of wire that can lead from one node to another, the most usual first.
    ///
    /// # Errors
    /// The reason why there can be none, and the way around it.
    pub fn can_connect(&self, from: &str, to: &str) -> Result<Vec<&'static str>, RefusalView> {
        build::kinds(self.document.scenario(), from, to)
    }

    /// Returns what the canvas shows at the playhead, in world coordinates.
    #[must_use]
    pub fn scene(&self, reduced_motion: bool) -> Scene {
        let (width, height) = (self.sheet.size.0 / self.camera.zoom, self.sheet.size.1 / self.camera.zoom);
        let seen = Rect { origin: self.camera.origin, width, height };
        frame(
            &self.stage,
            &self.runner,
            Look {
                reduced_motion,
                followed: self.selection.message,
                lit: self.lit(),
                seen: Some(seen),
                zoom: self.camera.zoom,
            },
        )
    }

    /// Returns the message at a point of the world.
    #[must_use]
    pub fn hit_message(&self, world: Point) -> Option<MessageId> {
        let scene = self.scene(false);
        let distance = |target: &crate::scene::Target| target.at.distance(world);
        let nearest = scene.targets.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        (distance(nearest) <= HIT_RADIUS).then_some(nearest.message)
    }

    /// Returns the state of a node in words: `12 visible, 5 in flight`.
    #[must_use]
    pub fn status_of(&self, id: &str) -> Arc<str> {
        let node = self.runner.world().node(id);
        // What a client is set to may not be fit to run; a resource may be one that nobody simulates.
        let inert = if client_name(id).is_some() { "sends nothing" } else { "not simulated" };
        node.map_or_else(|| inert.into(), |node| view::told::status(&self.runner, node).into())
    }

    /// Says how long a shortened stretch really is, and what is waited for: the next thing that the log tells, because
    /// polls that come back empty are nothing to wait for.
    fn skip_text(&self, skip: crate::runner::pacing::Skip) -> Arc<str> {
        let trace = self.runner.trace();
        let coming = (skip.ended_by.0..).map_while(|id| trace.record(RecordId(id))).take(LOOKED_AHEAD);
        match coming.into_iter().find(|record| crate::words::is_told(&record.fact)) {
            Some(record) => {
                let line = view::told::line(&self.runner, record);
                format!("Skipping {}: nothing happens until {} {}", skip.span, line.node, line.text).into()
            }
            None => format!("Skipping {}: nothing happens", skip.span).into(),
        }
    }

    /// Makes a change of the text, or tells why it cannot be made.
    pub(crate) fn edit(&mut self, change: Result<build::Change, Arc<str>>) -> Dispatched {
        match change {
            Ok(change) => {
                self.document.change(&change.label, &change.text, change.joins.as_deref());
                // Who builds has the picture as it is: it does not move when a panel opens.
                self.sheet.fitted = false;
                if let Some(nodes) = change.select {
                    self.selection = Selection { nodes, ..Selection::default() };
                }
                self.after_change()
            }
            Err(reason) => telling(reason),
        }
    }

    /// Runs the document anew where the change matters to the run, and shows the graph as it is now.
    pub(crate) fn after_change(&mut self) -> Dispatched {
        let mut changed = Changed::GRAPH | Changed::TEXT | Changed::PROBLEMS | Changed::SELECTION | Changed::RUN;
        if self.runner.differs(self.document.scenario().run_key()) {
            let sim = self.runner.whereabouts();
            let by_hand = std::mem::take(&mut self.runner.by_hand);
            self.runner = new_runner(&self.document, self.smart);
            self.runner.by_hand = by_hand;
            self.runner.return_to(sim);
            self.ask_nothing();
            changed |= Changed::PLAYBACK | Changed::LOG;
        }
        self.lay_out();
        Dispatched { changed, effects: vec![self.storing()] }
    }

    fn lay_out(&mut self) {
        self.settled = Arc::new(view::graph::graph(self.document.scenario(), self.runner.world(), &mut self.drawn));
        self.selection.keep_what_is_in(&self.settled);
        self.show_dragged();
    }

    /// Shows the cards where they stand, but for those that a hand holds.
    pub(crate) fn show_dragged(&mut self) {
        self.graph = match &self.dragged {
            Some(dragged) => Arc::new(view::graph::displaced(&self.settled, dragged, &mut self.drawn)),
            None => self.settled.clone(),
        };
        let ids: Vec<Arc<str>> = self.runner.world().nodes().iter().map(|node| node.id.clone()).collect();
        self.stage = Stage::new(&self.graph, &ids);
    }

    fn change_playback(&mut self, command: PlaybackCommand) -> Dispatched {
        match command {
            PlaybackCommand::Toggle if self.playing => self.playing = false,
            PlaybackCommand::Toggle | PlaybackCommand::Play => self.play(),
            PlaybackCommand::Pause => self.playing = false,
            PlaybackCommand::StepForward => {
                self.playing = false;
                self.runner.step_forward(STEP_EVENTS);
            }
            PlaybackCommand::StepTo(to) => return self.step_to(to),
            PlaybackCommand::NextMarker => return self.step_to_marker(true),
            PlaybackCommand::PreviousMarker => return self.step_to_marker(false),
            PlaybackCommand::StepBack => {
                self.playing = false;
                self.runner.step_back();
            }
            PlaybackCommand::Seek(sim) => self.runner.seek(Goal::Sim(sim)),
            PlaybackCommand::SeekRecord(record) => self.runner.seek(Goal::Record(record)),
            PlaybackCommand::SeekPlay(play) => self.runner.seek_play(play),
            PlaybackCommand::SetSpeed(speed) => {
                self.speed_permille = speed.clamp(SPEED_PERMILLE.0, SPEED_PERMILLE.1);
            }
            PlaybackCommand::SetSmart(smart) => self.set_smart(smart),
            PlaybackCommand::ToStart => self.begin_again(),
            PlaybackCommand::Restart => {
                self.begin_again();
                self.playing = true;
            }
        }
        changing(Changed::PLAYBACK | Changed::LOG | Changed::RUN)
    }

    fn play(&mut self) {
        if self.runner.has_ended() && self.runner.halt().is_none() {
            self.begin_again();
        }
        self.playing = true;
    }

    fn set_smart(&mut self, smart: bool) {
        if self.smart != smart {
            self.smart = smart;
            self.follow_tempo();
        }
    }

    /// Goes back to the start. What a person did while it played is planned from now on.
    fn begin_again(&mut self) {
        if self.runner.pacing().tempo() != tempo(&self.document, self.smart) {
            self.follow_tempo();
        }
        self.runner.seek(Goal::Sim(SimTime::ZERO));
        self.runner.seek_play(PlayTime(0));
    }

    fn follow_tempo(&mut self) {
        let deployment = deployment(&self.document);
        let sources = sources(&self.document, &deployment);
        self.runner.set_tempo(tempo(&self.document, self.smart), &deployment, sources);
    }

    fn change_run(&mut self, command: RunCommand) -> Dispatched {
        if let RunCommand::SetParameter { name, value } = &command {
            self.document.set_parameter(name, value);
            return self.after_change();
        }
        let settings = self.document.scenario().settings.clone();
        self.edit(build::setting(&self.document.text(), &command, &settings))
    }

    fn change_view(&mut self, command: ViewCommand) -> Dispatched {
        match command {
            ViewCommand::Select(nodes) => self.select(nodes),
            ViewCommand::SelectAll => self.select(self.graph.nodes.iter().map(|node| node.id.clone()).collect()),
            ViewCommand::Toggle(nodes) => self.toggle(nodes),
            ViewCommand::SelectIn { area, kept } => self.select_in(&area, kept),
            ViewCommand::Drag(dragged) => return self.drag(dragged),
            ViewCommand::SelectWire(wire) => {
                self.selection = Selection { wire, ..Selection::default() };
                self.selection.keep_what_is_in(&self.settled);
            }
            ViewCommand::SelectMessage(message) => self.selection.message = message,
            ViewCommand::Ask(record) => self.selection.record = record,
            ViewCommand::LetGo => self.selection.let_go(),
            ViewCommand::SetCamera(camera) => return self.look_through(camera),
            ViewCommand::Resize { top, width, height, foot } => return self.resize(top, (width, height), foot),
            ViewCommand::Fit => {
                self.fit();
                return changing(Changed::CAMERA);
            }
            ViewCommand::Light(record) => return self.light(record),
            command @ (ViewCommand::FilterLog(_)
            | ViewCommand::AddChip(_)
            | ViewCommand::RemoveChip(_)
            | ViewCommand::ClearChips
            | ViewCommand::ClearLogFilter
            | ViewCommand::CopyLog(_)) => return self.change_log(command),
            ViewCommand::Follow { message, on } => return self.follow(message, on),
            ViewCommand::CopyContent { index, raw } => return self.copy_content(index, raw),
            ViewCommand::CopyChart(title) => return self.copy_chart(&title),
            ViewCommand::Tidy => return self.arrange(),
            ViewCommand::Guide => return changing(Changed::GUIDE),
        }
        changing(Changed::SELECTION)
    }

    fn select(&mut self, nodes: Vec<Arc<str>>) {
        self.selection = Selection { nodes, ..Selection::default() };
        self.selection.keep_what_is_in(&self.settled);
    }

    fn toggle(&mut self, ids: Vec<Arc<str>>) {
        let mut nodes = std::mem::take(&mut self.selection.nodes);
        for id in ids {
            match nodes.iter().position(|known| *known == id) {
                Some(index) => drop(nodes.remove(index)),
                None => nodes.push(id),
            }
        }
        self.select(nodes);
    }

    fn select_in(&mut self, area: &Rect, kept: Vec<Arc<str>>) {
        let mut nodes = kept;
        let new = self.nodes_in(area).into_iter().filter(|id| !nodes.contains(id)).collect::<Vec<_>>();
        nodes.extend(new);
        self.select(nodes);
    }

    fn arrange(&mut self) -> Dispatched {
        let mut dispatched = self.edit(tidy(&self.document.text()));
        if dispatched.changed.contains(Changed::GRAPH) {
            self.fit();
            dispatched.changed |= Changed::CAMERA;
        }
        dispatched
    }

    fn change_file(&mut self, command: FileCommand) -> Dispatched {
        match command {
            FileCommand::Open { name, text } => self.open(&name, &text, None),
            FileCommand::Reopen(reopening) => self.reopen(&reopening),
            FileCommand::Detach { id, title } => self.detach(&id, &title),
            FileCommand::Rename(title) => self.rename(&title),
            FileCommand::TakeVersion { label, text } => self.take_version(&label, &text),
            FileCommand::BeginWith(index) => self.begin_with(index),
            FileCommand::OpenGallery(index) => match gallery::TEMPLATES.get(index) {
                Some((name, text)) => self.open(name, text, None),
                None => telling("there is no such template in the gallery".into()),
            },
            FileCommand::OpenLink(fragment) => match link::decode(&fragment) {
                Ok(text) => self.open("shared", &text, None),
                Err(error) => telling(error.to_string().into()),
            },
            FileCommand::New => self.begin_anew(),
            FileCommand::SetText(text) => self.set_text(&text),
            FileCommand::Undo => self.travel(Document::undo),
            FileCommand::Redo => self.travel(Document::redo),
            FileCommand::Save => effect(Effect::SaveFile { name: self.file_name(), text: self.document.text() }),
            FileCommand::CopyLink => self.copy_link(),
            FileCommand::CopyRun => {
                effect(Effect::CopyText { text: self.run_line(), done: "Command line copied".into() })
            }
            FileCommand::CopyText => {
                effect(Effect::CopyText { text: self.document.text(), done: "Template copied".into() })
            }
        }
    }

    pub(crate) fn restart(&mut self) -> Dispatched {
        self.runner = new_runner(&self.document, self.smart);
        self.selection = Selection::default();
        self.asking = asking::Asking::default();
        self.playing = !self.document.scenario().traffic.is_empty();
        self.lay_out();
        self.fit();
        Dispatched { changed: Changed::all(), effects: vec![self.storing()] }
    }

    pub(crate) fn select_only(&mut self, id: &str) {
        self.selection = Selection { nodes: vec![id.into()], ..Selection::default() };
    }

    pub(crate) fn is_fitted(&self) -> bool {
        self.sheet.fitted
    }

    pub(crate) fn select_again(&mut self, selection: Selection) {
        self.selection = selection;
        self.selection.keep_what_is_in(&self.settled);
    }

    fn copy_link(&self) -> Dispatched {
        let fragment = link::encode(&self.document.text());
        let long = fragment.len() > link::LONG;
        let done = if long {
            "Link copied. It is long: some mail programs and wikis cut such links, a file is safer"
        } else {
            "Link copied"
        };
        effect(Effect::CopyLink { fragment: fragment.into(), done: done.into() })
    }

    fn file_name(&self) -> Arc<str> {
        of_file(&self.document.name).into()
    }

    fn run_line(&self) -> Arc<str> {
        let settings = &self.document.scenario().settings;
        format!("lambdarium run {} --seed {} --profile {}", self.file_name(), settings.seed, settings.profile.name())
            .into()
    }
}

fn new_runner(document: &Document, smart: bool) -> Runner {
    let deployment = deployment(document);
    let sources = sources(document, &deployment);
    let mut runner = Runner::new(&deployment, sources, tempo(document, smart));
    runner.accept(document.scenario().run_key());
    runner
}

/// Returns what is to run. What stands on a wire of the picture and has no card is called by the cards at its ends.
fn deployment(document: &Document) -> Deployment {
    let mut deployment = compile(document.scenario());
    let names: BTreeMap<Arc<str>, Arc<str>> =
        deployment.nodes.iter().map(|node| (node.id.clone(), node.name.clone())).collect();
    for (mapping, source, target) in view::graph::polled_sources(document.scenario()) {
        let ends = names.get(&source).zip(names.get(&target));
        let node = deployment.nodes.iter_mut().find(|node| node.id == mapping);
        if let Some((node, (source, target))) = node.zip(ends) {
            node.name = format!("{source} \u{2192} {target}").into();
        }
    }
    deployment
}

/// Returns how the time of a document's run is presented.
fn tempo(document: &Document, smart: bool) -> Tempo {
    match smart {
        false => Tempo::Real,
        true if document.scenario().traffic.is_empty() => {
            let planned = document.scenario().interventions.iter().map(|planned| planned.at).max();
            Tempo::Attended(planned.unwrap_or(SimTime::ZERO))
        }
        true => Tempo::Smart,
    }
}

/// Returns what each mapping polls, by node.
fn sources(document: &Document, deployment: &Deployment) -> Arc<BTreeMap<NodeId, NodeId>> {
    let number = |id: &str| deployment.nodes.iter().position(|node| &*node.id == id).map(|n| NodeId(n as u32));
    let pairs = view::graph::polled_sources(document.scenario());
    Arc::new(pairs.iter().filter_map(|(mapping, source, _)| Some((number(mapping)?, number(source)?))).collect())
}

pub(crate) fn changing(changed: Changed) -> Dispatched {
    Dispatched { changed, effects: Vec::new() }
}

pub(crate) fn effect(effect: Effect) -> Dispatched {
    Dispatched { changed: Changed::empty(), effects: vec![effect] }
}

pub(crate) fn telling(reason: Arc<str>) -> Dispatched {
    effect(Effect::Tell(reason))
}
