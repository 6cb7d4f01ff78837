//! The log lines that functions leave, one JSON object a line (LOG-01, LOG-02, and LOG-03 today).

use crate::scenario::Scenario;
use aws::fact::{Ending, Fact, What, request_id};
use aws::stack::settings::iso_time;
use aws::stack::world::World;
use kernel::{MessageId, NodeId, Record};
use serde_json::json;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes what functions log.
#[derive(Debug)]
pub struct LogWriter<W> {
    out: W,
    /// What each function may use and says it used [MB].
    memory: BTreeMap<String, Memory>,
    /// Invocations that run, by function and message -- internal state.
    running: BTreeMap<(NodeId, MessageId), Running>,
    /// How long environments took to initialise [µs], until their first invocation ends -- internal state.
    inits: BTreeMap<(NodeId, u32), u64>,
    /// The environments that were just initialised, by function and message -- internal state.
    initialised: BTreeMap<(NodeId, MessageId), u32>,
}

#[derive(Clone, Copy, Debug)]
struct Memory {
    size_mb: i64,
    used_mb: i64,
}

#[derive(Clone, Copy, Debug)]
struct Running {
    request: u64,
    environment: u32,
}

impl<W: Write> LogWriter<W> {
    /// Writes to this what the functions of a scenario log.
    pub fn new(out: W, scenario: &Scenario) -> Self {
        let functions = scenario.template.stack.of_type("AWS::Lambda::Function");
        let memory = functions.map(|function| {
            let behaviour = scenario.template.metadata.get("Functions").get(&function.id);
            let size_mb = function.properties.get("MemorySize").integer().unwrap_or(128);
            let used_mb = behaviour.get("MemoryUsed").integer().unwrap_or(64).min(size_mb);
            (function.id.to_string(), Memory { size_mb, used_mb })
        });
        Self {
            out,
            memory: memory.collect(),
            running: BTreeMap::new(),
            inits: BTreeMap::new(),
            initialised: BTreeMap::new(),
        }
    }

    /// Writes what a function logs on account of a fact.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, world: &World, record: &Record<Fact>) -> io::Result<()> {
        let (node, message) = (record.node, record.fact.message);
        match record.fact.what {
            What::InitEnded { environment, duration_us } => {
                self.inits.insert((node, environment), duration_us);
                self.initialised.insert((node, message), environment);
                Ok(())
            }
            What::Noted { note, value } if note.name == "InitFailed" => {
                let Some(environment) = self.initialised.remove(&(node, message)) else { return Ok(()) };
                self.inits.remove(&(node, environment));
                self.init_report(world, record, environment, "init", value)
            }
            What::Noted { note, value } if note.name == "InitFailedAgain" => {
                let Some(running) = self.running.get(&(node, message)).copied() else { return Ok(()) };
                self.init_report(world, record, running.environment, "invoke", value)
            }
            What::InvocationStarted { environment, request, .. } => {
                self.initialised.remove(&(node, message));
                self.running.insert((node, message), Running { request, environment });
                let text = format!("START RequestId: {} Version: $LATEST", request_id(request));
                self.line(world, record, environment, &text)
            }
            What::InvocationEnded { outcome, billed_ms, duration_us } => {
                let Some(running) = self.running.remove(&(node, message)) else { return Ok(()) };
                self.end(world, record, running, Ended { outcome, billed_ms, duration_us })
            }
            _ => Ok(()),
        }
    }

    /// Writes what is still held back.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Writes how an init phase failed; in 2020 nothing said so (LOG-03).
    fn init_report(
        &mut self,
        world: &World,
        record: &Record<Fact>,
        environment: u32,
        phase: &str,
        millis: u32,
    ) -> io::Result<()> {
        if !world.settings().profile.is_now() {
            return Ok(());
        }
        let timed_out = record.fact.rule.is_some_and(|rule| rule.id == "ENV-02");
        let status = if timed_out { "timeout" } else { "error" };
        let text = format!("INIT_REPORT Init Duration: {millis}.00 ms\tPhase: {phase}\tStatus: {status}");
        self.line(world, record, environment, &text)
    }

    fn end(&mut self, world: &World, record: &Record<Fact>, running: Running, ended: Ended) -> io::Result<()> {
        let request = request_id(running.request);
        if ended.outcome == Ending::Timeout {
            let at = iso_time(world.settings().start_unix_ms + record.at.as_micros() / 1_000);
            let seconds = ended.duration_us as f64 / 1e6;
            let text = format!("{at} {request} Task timed out after {seconds:.2} seconds");
            self.line(world, record, running.environment, &text)?;
        }
        self.line(world, record, running.environment, &format!("END RequestId: {request}"))?;
        let memory = self.memory.get(world.name(record.node)).copied().unwrap_or(Memory { size_mb: 128, used_mb: 64 });
        let used_mb = if ended.outcome == Ending::OutOfMemory { memory.size_mb } else { memory.used_mb };
        let mut text = format!(
            "REPORT RequestId: {request}\tDuration: {:.2} ms\tBilled Duration: {} ms\tMemory Size: {} MB\tMax Memory Used: {used_mb} MB\t",
            ended.duration_us as f64 / 1_000.0,
            ended.billed_ms,
            memory.size_mb,
        );
        if let Some(init_us) = self.inits.remove(&(record.node, running.environment)) {
            text.push_str(&format!("Init Duration: {:.2} ms\t", init_us as f64 / 1_000.0));
        }
        if world.settings().profile.is_now() {
            text.push_str(status_of(ended.outcome));
        }
        self.line(world, record, running.environment, &text)
    }

    fn line(&mut self, world: &World, record: &Record<Fact>, environment: u32, text: &str) -> io::Result<()> {
        let name = world.name(record.node);
        let day = iso_time(world.settings().start_unix_ms + record.at.as_micros() / 1_000);
        let day = day[..10].replace('-', "/");
        let high = kernel::rng::mix(u64::from(record.node.0) << 32 | u64::from(environment));
        let stream = format!("{day}/[$LATEST]{high:016x}{:016x}", kernel::rng::mix(high));
        let line = json!({
            "t_us": record.at.as_micros(),
            "group": format!("/aws/lambda/{name}"),
            "stream": stream,
            "text": text,
        });
        writeln!(self.out, "{line}")
    }
}

/// Returns what a report says of a run that failed (LOG-03).
fn status_of(outcome: Ending) -> &'static str {
    match outcome {
        Ending::Success => "",
        Ending::Timeout => "Status: timeout",
        Ending::Error => "Status: error\tError Type: Exception",
        Ending::OutOfMemory | Ending::Exit => "Status: error\tError Type: Runtime.ExitError",
        Ending::ResponseTooLarge => "Status: error\tError Type: Function.ResponseSizeTooLarge",
    }
}

#[derive(Clone, Copy, Debug)]
struct Ended {
    outcome: Ending,
    billed_ms: u32,
    duration_us: u64,
}
