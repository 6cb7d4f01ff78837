//! `lambdarium run`.

use crate::arguments::{ReportForm, RunOptions};
use crate::document::{self, Document, Failure, unwritable};
use crate::problems;
use aws::diagnostics::Severity;
use aws::fact::Fact;
use aws::stack::world::World;
use kernel::Record;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use template::metadata::Overrides;
use template::output::{self, Gauges, LogWriter, Report, TraceWriter};
use template::{Scenario, ScenarioOptions};

/// Plays a template and prints its report.
pub(crate) fn run(options: &RunOptions) -> Result<ExitCode, Failure> {
    let document = Document::read(&options.file)?;
    let with = options.with.as_deref().map(Document::read).transpose()?;
    let overrides = Overrides { profile: options.profile, seed: options.seed, duration: options.until };
    let read = ScenarioOptions { overrides, with: with.as_ref().map(|with| &*with.text), ..Default::default() };
    let scenario = Scenario::read(&document.text, &read);
    if scenario.has_errors() {
        let documents: Vec<&Document> = std::iter::once(&document).chain(&with).collect();
        problems::print(&scenario.diagnostics, &documents);
        return Ok(ExitCode::FAILURE);
    }
    let mut gauges = Gauges::default();
    let outcome = play(options, &scenario, &mut gauges)?;
    let report = Report { scenario: &scenario, world: &outcome.world, problem: outcome.problem.as_ref() };
    if let Some(path) = &options.series {
        let mut out = document::create(path)?;
        output::series(&report, &gauges, &mut out)
            .and_then(|()| out.flush())
            .map_err(|error| unwritable(path, error))?;
    }
    match options.report {
        ReportForm::Json => document::print_json(&report.json())?,
        ReportForm::Text => document::print(&output::text(&report))?,
    };
    let failed = outcome.problem.as_ref().filter(|problem| problem.severity == Severity::Error);
    if let Some(problem) = failed {
        eprintln!("{}", problems::line(problem, &[&document]));
    }
    Ok(if failed.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Plays to the end and writes what is asked for on the way.
fn play(options: &RunOptions, scenario: &Scenario, gauges: &mut Gauges) -> Result<output::RunOutcome, Failure> {
    let deployment = template::compile(scenario);
    let mut trace = options.trace.as_deref().map(document::create).transpose()?.map(TraceWriter::new);
    let log = options.log.as_deref().map(document::create).transpose()?;
    let mut log = log.map(|out| LogWriter::new(out, scenario));
    let mut run = |see: Option<output::Seen<'_>>| match options.series {
        Some(_) => output::run_by_minutes(&deployment, see, &mut |world| gauges.read(world)),
        None => output::run(&deployment, see),
    };
    if trace.is_none() && log.is_none() {
        return Ok(run(None));
    }
    let mut failed: Option<Failure> = None;
    let mut see = |world: &World, record: &Record<Fact>| {
        if failed.is_none() {
            failed = write(&mut trace, &mut log, world, record).err().map(|(which, error)| {
                let path = if which == Which::Trace { &options.trace } else { &options.log };
                unwritable(path.as_deref().unwrap_or_default(), error)
            });
        }
    };
    let outcome = run(Some(&mut see));
    if let Some(failure) = failed {
        return Err(failure);
    }
    let path = |path: &Option<String>| path.clone().unwrap_or_default();
    trace.map_or(Ok(()), TraceWriter::finish).map_err(|error| unwritable(&path(&options.trace), error))?;
    log.map_or(Ok(()), LogWriter::finish).map_err(|error| unwritable(&path(&options.log), error))?;
    Ok(outcome)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    Trace,
    Log,
}

fn write(
    trace: &mut Option<TraceWriter<BufWriter<File>>>,
    log: &mut Option<LogWriter<BufWriter<File>>>,
    world: &World,
    record: &Record<Fact>,
) -> Result<(), (Which, io::Error)> {
    if let Some(trace) = trace {
        trace.write(world, record).map_err(|error| (Which::Trace, error))?;
    }
    if let Some(log) = log {
        log.write(world, record).map_err(|error| (Which::Log, error))?;
    }
    Ok(())
}
