//! What the command line says.

use aws::behaviour::read::{nearest, span_of};
use aws::profile::Profile;
use kernel::SimDuration;

/// How the command is used.
pub(crate) const USAGE: &str = "\
usage: lambdarium run FILE [--with METADATA] [--until 15m] [--seed 7] [--profile aws-2020]
                      [--report json|text] [--trace PATH] [--series PATH] [--log PATH] [--free-tier]
       lambdarium check FILE... [--format text|json|sarif] [--profile aws-2020]
       lambdarium graph FILE
       lambdarium fmt FILE
       lambdarium help | --version

run      plays the template and prints a report
check    says what is wrong or unwise, with file:line:column
graph    prints nodes and wires as JSON
fmt      prints the template as the playground would save it

FILE is a SAM or CloudFormation template in YAML or JSON; - is standard input.";

/// What is to be done.
#[derive(Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Version,
    Run(RunOptions),
    Check(CheckOptions),
    Graph { file: String },
    Format { file: String },
}

/// What `run` is told.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct RunOptions {
    pub(crate) file: String,
    pub(crate) with: Option<String>,
    pub(crate) until: Option<SimDuration>,
    pub(crate) seed: Option<u64>,
    pub(crate) profile: Option<Profile>,
    pub(crate) report: ReportForm,
    pub(crate) trace: Option<String>,
    pub(crate) series: Option<String>,
    pub(crate) log: Option<String>,
    pub(crate) free_tier: bool,
}

/// In which form the report is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum ReportForm {
    #[default]
    Json,
    Text,
}

/// What `check` is told.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct CheckOptions {
    pub(crate) files: Vec<String>,
    pub(crate) form: CheckForm,
    pub(crate) profile: Option<Profile>,
}

/// In which form problems are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) enum CheckForm {
    #[default]
    Text,
    Json,
    Sarif,
}

const COMMANDS: [&str; 5] = ["run", "check", "graph", "fmt", "help"];
const RUN_OPTIONS: [&str; 9] =
    ["--with", "--until", "--seed", "--profile", "--report", "--trace", "--series", "--log", "--free-tier"];
const CHECK_OPTIONS: [&str; 2] = ["--format", "--profile"];

/// Reads the arguments after the command's own name; an error is a sentence for the person.
pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut arguments = Arguments { rest: arguments.collect::<Vec<_>>().into_iter() };
    let Some(name) = arguments.rest.next() else { return Err("a command is missing".to_owned()) };
    match name.as_str() {
        "help" | "--help" | "-h" => Ok(Command::Help),
        "--version" | "-V" => Ok(Command::Version),
        "run" => run(&mut arguments),
        "check" => check(&mut arguments),
        "graph" => Ok(arguments.only_file("graph")?.map_or(Command::Help, |file| Command::Graph { file })),
        "fmt" => Ok(arguments.only_file("fmt")?.map_or(Command::Help, |file| Command::Format { file })),
        other => Err(match nearest(other, &COMMANDS) {
            Some(near) => format!("there is no command \"{other}\"; did you mean \"{near}\"?"),
            None => format!("there is no command \"{other}\""),
        }),
    }
}

fn run(arguments: &mut Arguments) -> Result<Command, String> {
    let mut options = RunOptions::default();
    let mut files = Vec::new();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::File(file) => files.push(file),
            Argument::Option { name, value } => match name.as_str() {
                "--help" => return Ok(Command::Help),
                "--with" => options.with = Some(arguments.value(&name, value)?),
                "--until" => options.until = Some(span(&arguments.value(&name, value)?)?),
                "--seed" => options.seed = Some(seed(&arguments.value(&name, value)?)?),
                "--profile" => options.profile = Some(profile(&arguments.value(&name, value)?)?),
                "--report" => options.report = report(&arguments.value(&name, value)?)?,
                "--trace" => options.trace = Some(arguments.value(&name, value)?),
                "--series" => options.series = Some(arguments.value(&name, value)?),
                "--log" => options.log = Some(arguments.value(&name, value)?),
                "--free-tier" => options.free_tier = true,
                other => return Err(unknown_option(other, "run", &RUN_OPTIONS)),
            },
        }
    }
    options.file = only("run", files)?;
    if options.file == "-" && options.with.as_deref() == Some("-") {
        return Err("standard input can be the template or the block of \"--with\", not both".to_owned());
    }
    Ok(Command::Run(options))
}

fn check(arguments: &mut Arguments) -> Result<Command, String> {
    let mut options = CheckOptions::default();
    while let Some(argument) = arguments.next()? {
        match argument {
            Argument::File(file) => options.files.push(file),
            Argument::Option { name, value } => match name.as_str() {
                "--help" => return Ok(Command::Help),
                "--profile" => options.profile = Some(profile(&arguments.value(&name, value)?)?),
                "--format" => options.form = check_form(&arguments.value(&name, value)?)?,
                other => return Err(unknown_option(other, "check", &CHECK_OPTIONS)),
            },
        }
    }
    if options.files.is_empty() {
        return Err("\"check\" needs a template".to_owned());
    }
    Ok(Command::Check(options))
}

struct Arguments {
    rest: std::vec::IntoIter<String>,
}

enum Argument {
    File(String),
    Option { name: String, value: Option<String> },
}

impl Arguments {
    fn next(&mut self) -> Result<Option<Argument>, String> {
        let Some(argument) = self.rest.next() else { return Ok(None) };
        Ok(Some(match argument.strip_prefix("--") {
            Some("") => return Err("\"--\" means nothing here".to_owned()),
            Some(_) => match argument.split_once('=') {
                Some((name, value)) => Argument::Option { name: name.to_owned(), value: Some(value.to_owned()) },
                None => Argument::Option { name: argument, value: None },
            },
            None if argument.len() > 1 && argument.starts_with('-') => {
                Argument::Option { name: argument.replace("-h", "--help"), value: None }
            }
            None => Argument::File(argument),
        }))
    }

    fn value(&mut self, name: &str, given: Option<String>) -> Result<String, String> {
        given.or_else(|| self.rest.next()).ok_or_else(|| format!("\"{name}\" needs a value"))
    }

    /// Returns the only argument of a command that takes a file; none where help is asked for.
    fn only_file(&mut self, command: &str) -> Result<Option<String>, String> {
        let mut files = Vec::new();
        while let Some(argument) = self.next()? {
            match argument {
                Argument::File(file) => files.push(file),
                Argument::Option { name, .. } if name == "--help" => return Ok(None),
                Argument::Option { name, .. } => return Err(unknown_option(&name, command, &[])),
            }
        }
        only(command, files).map(Some)
    }
}

fn only(command: &str, mut files: Vec<String>) -> Result<String, String> {
    match (files.pop(), files.len()) {
        (Some(file), 0) => Ok(file),
        (Some(_), _) => Err(format!("\"{command}\" takes one template")),
        (None, _) => Err(format!("\"{command}\" needs a template")),
    }
}

fn unknown_option(name: &str, command: &str, known: &[&str]) -> String {
    match nearest(name, known) {
        Some(near) => format!("\"{command}\" has no option \"{name}\"; did you mean \"{near}\"?"),
        None => format!("\"{command}\" has no option \"{name}\""),
    }
}

fn span(text: &str) -> Result<SimDuration, String> {
    span_of(text).ok_or_else(|| format!("\"--until {text}\": write a duration with its unit, as in \"15m\""))
}

fn seed(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("\"--seed {text}\": write a whole number from 0 to 2^64 - 1"))
}

fn profile(text: &str) -> Result<Profile, String> {
    Profile::from_name(text).ok_or_else(|| format!("\"--profile {text}\": choose \"aws-2026\" or \"aws-2020\""))
}

fn report(text: &str) -> Result<ReportForm, String> {
    match text {
        "json" => Ok(ReportForm::Json),
        "text" => Ok(ReportForm::Text),
        _ => Err(format!("\"--report {text}\": choose \"json\" or \"text\"")),
    }
}

fn check_form(text: &str) -> Result<CheckForm, String> {
    match text {
        "text" => Ok(CheckForm::Text),
        "json" => Ok(CheckForm::Json),
        "sarif" => Ok(CheckForm::Sarif),
        _ => Err(format!("\"--format {text}\": choose \"text\", \"json\" or \"sarif\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_stand_anywhere_and_take_values_in_both_forms() {
        let expected = RunOptions {
            file: "a.yaml".to_owned(),
            until: Some(SimDuration::from_secs(900)),
            seed: Some(u64::MAX),
            profile: Some(Profile::Aws2020),
            report: ReportForm::Text,
            ..RunOptions::default()
        };
        let line = "run --until=15m a.yaml --seed 18446744073709551615 --profile aws-2020 --report text";
        assert_eq!(parsed(line), Ok(Command::Run(expected)));
        assert_eq!(parsed("graph -"), Ok(Command::Graph { file: "-".to_owned() }));
        assert_eq!(parsed("run -h"), Ok(Command::Help));
    }

    #[test]
    fn wrong_usage_is_a_sentence() {
        for (line, message) in [
            ("", "a command is missing"),
            ("rnu a", "there is no command \"rnu\"; did you mean \"run\"?"),
            ("run", "\"run\" needs a template"),
            ("run a b", "\"run\" takes one template"),
            ("run a --sed 7", "\"run\" has no option \"--sed\"; did you mean \"--seed\"?"),
            ("run a --seed", "\"--seed\" needs a value"),
            ("run a --seed x", "\"--seed x\": write a whole number from 0 to 2^64 - 1"),
            ("run a --until 15", "\"--until 15\": write a duration with its unit, as in \"15m\""),
            ("run - --with -", "standard input can be the template or the block of \"--with\", not both"),
            ("check", "\"check\" needs a template"),
            ("check a --format xml", "\"--format xml\": choose \"text\", \"json\" or \"sarif\""),
        ] {
            assert_eq!(parsed(line), Err(message.to_owned()), "{line}");
        }
    }
}
