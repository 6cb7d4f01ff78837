//! Stands in for the editor until it is there.
use editor::command::*;
use editor::geometry::*;
use editor::scene::path::{Side, along, between};
use editor::scene::*;
use editor::view::*;
use editor::{MessageId, RecordId, SimTime};
use std::sync::Arc;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Selection {
    pub nodes: Vec<Arc<str>>,
    pub wire: Option<Arc<str>>,
    pub message: Option<MessageId>,
    pub record: Option<RecordId>,
}

#[derive(Debug)]
pub(crate) struct Editor {
    graph: Arc<GraphView>,
    camera: Camera,
    selection: Selection,
    playing: bool,
    micros: u64,
    size: (f32, f32),
}

fn node(id: &str, kind: &str, type_name: &str, icon: &'static str, x: f32, y: f32, h: f32) -> NodeView {
    NodeView {
        id: id.into(),
        title: id.into(),
        kind: kind.into(),
        type_name: type_name.into(),
        icon,
        rect: Rect::new(x, y, 200.0, h),
        simulated: true,
        client: icon == "traffic",
        takes: icon != "traffic",
        gives: true,
        problem: (id == "Thumbnails").then(|| (editor::Severity::Warning, "No reserved concurrency".into())),
    }
}

fn wires(nodes: &[NodeView]) -> Vec<WireView> {
    let of = |id: &str| nodes.iter().find(|n| &*n.id == id).map(|n| n.rect).unwrap_or_default();
    [("Visitors", "Uploads", Tone::Sync, "requests", false, Side::Right), ("Uploads", "Thumbnails", Tone::Async, "notification", true, Side::Right), ("Thumbnails", "Failed", Tone::Quiet, "dead letters", false, Side::Bottom), ("Jobs", "Thumbnails", Tone::Polled, "polls", false, Side::Right)]
        .iter()
        .map(|(a, b, tone, label, dashed, side)| WireView {
            key: format!("{a}>{b}").into(),
            from: (*a).into(),
            to: (*b).into(),
            label: (*label).into(),
            tone: *tone,
            dashed: *dashed,
            mapping: None,
            points: between(&of(a), &of(b), *side, 0.0),
        })
        .collect()
}

impl Editor {
    pub(crate) fn new() -> Self {
        let nodes = vec![
            node("Visitors", "Client", "client", "traffic", 0.0, 0.0, 72.0),
            node("Uploads", "S3 bucket", "AWS::S3::Bucket", "s3", 304.0, 0.0, 80.0),
            node("Jobs", "SQS queue, FIFO", "AWS::SQS::Queue", "sqs", 304.0, 160.0, 120.0),
            node("Thumbnails", "Lambda function", "AWS::Lambda::Function", "lambda", 608.0, 40.0, 160.0),
            node("Failed", "SQS queue", "AWS::SQS::Queue", "sqs", 912.0, 160.0, 120.0),
        ];
        let wires = wires(&nodes);
        Self {
            graph: Arc::new(GraphView { nodes, wires, bounds: Rect::new(0.0, 0.0, 1112.0, 280.0) }),
            camera: Camera::default(),
            selection: Selection::default(),
            playing: false,
            micros: 0,
            size: (800.0, 600.0),
        }
    }

    pub(crate) fn dispatch(&mut self, command: Command) -> Dispatched {
        let changed = match command {
            Command::Playback(p) => {
                match p {
                    PlaybackCommand::Toggle => self.playing = !self.playing,
                    PlaybackCommand::Play => self.playing = true,
                    PlaybackCommand::Restart => self.micros = 0,
                    PlaybackCommand::Seek(at) => self.micros = at.as_micros(),
                    _ => self.playing = false,
                }
                Changed::PLAYBACK | Changed::LOG
            }
            Command::View(v) => match v {
                ViewCommand::SetCamera(camera) => {
                    self.camera = camera;
                    Changed::CAMERA
                }
                ViewCommand::Resize { width, height } => {
                    self.size = (width, height);
                    self.camera = Camera::fitting(&self.graph.bounds, width, height);
                    Changed::CAMERA
                }
                ViewCommand::Fit => {
                    self.camera = Camera::fitting(&self.graph.bounds, self.size.0, self.size.1);
                    Changed::CAMERA
                }
                ViewCommand::Select(ids) => {
                    self.selection = Selection { nodes: ids, ..Selection::default() };
                    Changed::SELECTION
                }
                ViewCommand::SelectWire(key) => {
                    self.selection = Selection { wire: key, ..Selection::default() };
                    Changed::SELECTION
                }
                ViewCommand::SelectMessage(message) => {
                    self.selection.message = message;
                    Changed::SELECTION
                }
                ViewCommand::Ask(record) => {
                    self.selection.record = record;
                    Changed::SELECTION
                }
                _ => Changed::empty(),
            },
            Command::Graph(GraphCommand::Move { ids, by, .. }) => {
                let mut graph = (*self.graph).clone();
                for n in &mut graph.nodes {
                    if ids.contains(&n.id) {
                        n.rect.origin = n.rect.origin + by;
                    }
                }
                graph.wires = wires(&graph.nodes);
                self.graph = Arc::new(graph);
                Changed::GRAPH
            }
            _ => Changed::RUN | Changed::TEXT,
        };
        Dispatched { changed, effects: vec![] }
    }

    pub(crate) fn tick(&mut self, delta_micros: u64, _: u32) -> Dispatched {
        if self.playing {
            self.micros += delta_micros;
        }
        Dispatched { changed: if self.playing { Changed::PLAYBACK | Changed::LOG } else { Changed::empty() }, effects: vec![] }
    }
    pub(crate) fn is_busy(&self) -> bool {
        self.playing
    }
    pub(crate) fn graph_view(&self) -> Arc<GraphView> {
        self.graph.clone()
    }
    pub(crate) fn transport_view(&self) -> TransportView {
        TransportView {
            playing: self.playing,
            now: SimTime::from_nanos(self.micros * 1000),
            duration: SimTime::from_nanos(60_000_000_000),
            horizon: SimTime::from_nanos(45_000_000_000),
            speed_permille: 1000,
            smart: true,
            skipping: (self.micros / 1_000_000 % 5 == 3).then(|| "58 s: waiting for the retry of m3".into()),
            catching_up: false,
            ended: false,
            markers: vec![
                Marker { at: SimTime::from_nanos(12_000_000_000), label: "First throttle".into(), tone: Tone::Throttled, shape: Shape::Triangle },
                Marker { at: SimTime::from_nanos(30_000_000_000), label: "First dead letter".into(), tone: Tone::Dead, shape: Shape::Square },
            ],
        }
    }
    pub(crate) fn log_view(&self, _: usize) -> Arc<Vec<LogLine>> {
        let n = self.micros / 700_000;
        Arc::new((0..n.min(40)).map(|n| LogLine {
            record: RecordId(n),
            at: SimTime::from_nanos(n * 700_000_000),
            node: ["Uploads", "Thumbnails", "Failed"][n as usize % 3].into(),
            message: Some(MessageId(n)),
            text: ["object created, notification sent", "throttled: 10 of 10 reserved environments are busy", "dead letter arrived"][n as usize % 3].into(),
            tone: [Tone::Success, Tone::Throttled, Tone::Dead][n as usize % 3],
            shape: [Shape::Circle, Shape::Triangle, Shape::Square][n as usize % 3],
            has_rule: n % 3 == 1,
        }).collect())
    }
    pub(crate) fn inspector_view(&self) -> Option<Arc<InspectorView>> {
        let id = self.selection.nodes.first()?;
        Some(Arc::new(InspectorView {
            id: id.clone(),
            kind: "SQS queue".into(),
            summary: "Holds messages until a consumer has processed and deleted them".into(),
            caveats: vec!["Encryption is not simulated".into()],
            fields: vec![
                FieldView { name: "VisibilityTimeout".into(), value: "90".into(), default: "30".into(), unit: "s", help: "How long a received message is hidden", choices: vec![], range: Some((0, 43200)), changed: true, problem: None },
                FieldView { name: "FifoQueue".into(), value: "false".into(), default: "false".into(), unit: "", help: "Whether order is kept within groups", choices: vec!["false".into(), "true".into()], range: None, changed: false, problem: Some("a FIFO queue's name ends in .fifo".into()) },
            ],
            actions: vec![
                ActionView { name: "SendMessage".into(), label: "Send a message".into(), input: "{\"MessageBody\": \"hello\"}".into(), send: true },
                ActionView { name: "Purge".into(), label: "Purge".into(), input: "".into(), send: false },
            ],
            metrics: vec![("ApproximateNumberOfMessagesVisible".into(), "12".into()), ("NumberOfMessagesSent".into(), "130".into())],
            text: "Jobs:\n  Type: AWS::SQS::Queue\n  Properties:\n    VisibilityTimeout: 90\n".into(),
        }))
    }
    pub(crate) fn story_view(&self) -> Option<Arc<StoryView>> {
        self.selection.message?;
        Some(Arc::new(StoryView { title: "m17".into(), lines: (*self.log_view(9)).clone(), contents: vec![("SQS message".into(), "{\n  \"a\": 1\n}".into())] }))
    }
    pub(crate) fn why_view(&self) -> Option<Arc<WhyView>> {
        self.selection.record?;
        Some(Arc::new(WhyView { what: "m17 was throttled".into(), rule: "A function never runs more environments than its reserved concurrency".into(), rule_id: "CONC-03".into(), source: "lambda-concurrency.html, 2026".into(), assumed: false, numbers: "10 of 10 reserved environments were busy".into(), causes: (*self.log_view(9)).iter().take(2).cloned().collect() }))
    }
    pub(crate) fn problems_view(&self) -> Arc<Vec<ProblemView>> {
        Arc::new(vec![])
    }
    pub(crate) fn summary_view(&self) -> Option<Arc<SummaryView>> {
        None
    }
    pub(crate) fn run_view(&self) -> Arc<RunView> {
        Arc::new(RunView { title: "S3 thumbnails".into(), description: "Uploads make thumbnails; what fails twice more ends in the dead-letter queue".into(), profile: "aws-2026".into(), seed: 1, latency: "Typical".into(), duration: "10 min".into(), account_limit: 1000, has_traffic: true, ..RunView::default() })
    }
    pub(crate) fn palette() -> Vec<PaletteEntry> {
        [("AWS::S3::Bucket", "S3 bucket", "s3", "Sources"), ("AWS::Lambda::Function", "Lambda function", "lambda", "Functions"), ("AWS::SQS::Queue", "SQS queue", "sqs", "Queues and topics"), ("AWS::SNS::Topic", "SNS topic", "sns", "Queues and topics"), ("AWS::ALB", "Load balancer", "alb", "HTTP and the edge"), ("AWS::CF", "CloudFront", "cloudfront", "HTTP and the edge")]
            .map(|(type_name, title, icon, group)| PaletteEntry { type_name, title, summary: "What it is for, in one sentence", icon, group })
            .to_vec()
    }
    pub(crate) fn gallery() -> &'static [GalleryEntry] {
        &[GalleryEntry { name: "a", title: "S3 thumbnails", description: "Uploads make thumbnails", text: "" }]
    }
    pub(crate) fn text(&self) -> Arc<str> {
        "Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n".into()
    }
    pub(crate) fn selection(&self) -> Selection {
        self.selection.clone()
    }
    pub(crate) fn camera(&self) -> Camera {
        self.camera
    }
    pub(crate) fn can_connect(&self, _: &str, to: &str) -> Result<(), RefusalView> {
        if to == "Failed" { Err(RefusalView { reason: "A bucket cannot notify a FIFO queue".into(), way: "Use a standard queue".into(), source: "S3N-03".into() }) } else { Ok(()) }
    }
    pub(crate) fn scene(&self, _: bool) -> Scene {
        let mut scene = Scene::default();
        for (n, wire) in self.graph.wires.iter().enumerate() {
            for k in 0..4 {
                let part = ((self.micros as f32 / 2_000_000.0) + k as f32 / 4.0 + n as f32 * 0.13).fract();
                let at = along(&wire.points, part);
                scene.marks.push(Mark::Shape { at, size: 10.0, shape: [Shape::Circle, Shape::Star, Shape::Triangle, Shape::Square][n % 4], tone: [Tone::Async, Tone::Error, Tone::Throttled, Tone::Dead][n % 4], filled: true });
            }
        }
        for node in &self.graph.nodes {
            let o = node.rect.origin;
            for k in 0..6 {
                scene.marks.push(Mark::Block { rect: Rect::new(o.x + 12.0 + 16.0 * k as f32, o.y + 52.0, 13.0, 13.0), corner: 3.0, tone: Tone::Sync, fill: [Fill::Solid, Fill::Hatched, Fill::Outline, Fill::Tint, Fill::Part(0.5), Fill::Fading(0.5)][k] });
            }
        }
        scene
    }
    pub(crate) fn hit_message(&self, _: Point) -> Option<MessageId> {
        None
    }
    pub(crate) fn status_of(&self, _: &str) -> Arc<str> {
        "12 visible, 5 in flight".into()
    }
}
