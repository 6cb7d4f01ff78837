//! What was done while the run played, and what the template plans: the list of interventions.

use crate::text::time_text;
use aws::service::Deed;
use aws::service::properties::Properties;
use aws::services::descriptor_of;
use kernel::SimTime;
use std::sync::Arc;
use template::Scenario;

/// Something that is done at an instant of the run.
#[derive(Clone, Debug, PartialEq)]
pub struct DeedView {
    /// Its place in the template's list.
    pub index: usize,
    /// When.
    pub at: SimTime,
    /// To what, by id.
    pub on: Arc<str>,
    /// What, in words: `Fail the next 3`.
    pub text: Arc<str>,
}

/// Returns what is done to a node, or to all, in the order of time.
#[must_use]
pub fn deeds(scenario: &Scenario, on: Option<&str>) -> Vec<DeedView> {
    let entries = scenario.template.metadata.get("Interventions").items().iter().enumerate();
    let mut deeds: Vec<DeedView> = entries.filter_map(|(index, entry)| deed(scenario, index, entry)).collect();
    deeds.retain(|deed| on.is_none_or(|on| *deed.on == *on));
    deeds.sort_by_key(|deed| deed.at);
    deeds
}

fn deed(scenario: &Scenario, index: usize, entry: &Properties) -> Option<DeedView> {
    let at = SimTime::ZERO + aws::behaviour::read::span_of(entry.get("At").text()?)?;
    let on = entry.get("On").text().or_else(|| entry.get("On").reference())?;
    let resource = scenario.resource(on).and_then(|resource| descriptor_of(&resource.type_name));
    let buttons = resource.map_or(&[][..], |descriptor| descriptor.deeds);
    Some(DeedView { index, at, on: on.into(), text: words(entry, at, buttons)?.into() })
}

fn words(entry: &Properties, at: SimTime, buttons: &[Deed]) -> Option<String> {
    let text = |key: &str| entry.get(key).scalar_text();
    let value = || text("Value").unwrap_or_else(|| entry.get("Value").json().to_string());
    Some(match entry.get("Do").text()? {
        "Send" => match text("Count").as_deref() {
            None | Some("1") => text("Action")?,
            Some(count) => format!("{} ×{count}", text("Action")?),
        },
        "FailNext" => format!("Fail the next {}", text("Count").unwrap_or_else(|| "1".to_owned())),
        "SetFails" if entry.get("Value").items().is_empty() => "Stop failing".to_owned(),
        "SetFails" if entry.get("Value").json() == serde_json::json!([{ "Always": true }]) => {
            "Fail every one".to_owned()
        }
        "SetFails" => format!("Fail by {}", value()),
        "SetDuration" => format!("Take {}", value()),
        "SetReservedConcurrency" if entry.get("Value").is_absent() => "Take the reservation back".to_owned(),
        "SetReservedConcurrency" if entry.get("Value").integer() == Some(0) => "Throttle".to_owned(),
        "SetReservedConcurrency" => format!("Reserve concurrency {}", value()),
        "Outage" => {
            let until = aws::behaviour::read::span_of(entry.get("Until").text()?).map(|span| SimTime::ZERO + span);
            format!("Outage for {}", time_text::written(until?.since(at)))
        }
        "SetProperty" => format!("Set {} to {}", text("Path")?, value()),
        other => {
            let button = buttons.iter().find(|deed| deed.name == other);
            button.map_or(other, |deed| deed.label).to_owned()
        }
    })
}
