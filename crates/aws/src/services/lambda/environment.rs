//! Execution environments: made, used by one request at a time, kept warm, reset, reclaimed.

use super::handler::Run;
use kernel::{SimDuration, SimTime};
use std::collections::BTreeMap;

/// The environments of a function.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// All places, those of environments that are gone included -- internal state.
    places: Vec<Environment>,
    /// Places of environments that are gone -- internal state.
    vacant: Vec<u32>,
    /// Places of idle environments by their number, so that the most recently created is last -- internal state.
    idle: BTreeMap<u32, u32>,
    /// Environments made so far -- internal state.
    made: u32,
}

/// An execution environment.
#[derive(Clone, Debug)]
pub(super) struct Environment {
    /// Its number within the function, from 1.
    pub(super) number: u32,
    /// What it does.
    pub(super) state: State,
    /// Since when.
    pub(super) since: SimTime,
    /// The configuration that it was made with.
    pub(super) configuration: u32,
    /// Whether its runtime has to be initialised inside the next invocation (ENV-02, ENV-11).
    pub(super) must_init: bool,
    /// What lies in its `/tmp`.
    pub(super) tmp_used_mb: u32,
    /// Whether a timer looks after its idle time.
    pub(super) is_watched: bool,
    /// What it serves.
    pub(super) run: Option<Run>,
}

/// What an environment does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Initialising until an instant.
    Init { until: SimTime },
    /// Serving, until an instant unless it waits for answers.
    Busy { until: SimTime },
    /// Kept warm.
    Idle,
    /// Gone.
    Gone,
}

impl Pool {
    /// Makes an environment and returns its place.
    pub(super) fn make(&mut self, now: SimTime, init: SimDuration, configuration: u32) -> u32 {
        self.made += 1;
        let environment = Environment {
            number: self.made,
            state: State::Init { until: now + init },
            since: now,
            configuration,
            must_init: false,
            tmp_used_mb: 0,
            is_watched: false,
            run: None,
        };
        match self.vacant.pop() {
            Some(place) => {
                self.places[place as usize] = environment;
                place
            }
            None => {
                self.places.push(environment);
                u32::try_from(self.places.len() - 1).expect("fewer than 2^32 environments at once")
            }
        }
    }

    /// Takes the idle environment that serves next: the most recently created one (ENV-23).
    pub(super) fn take_idle(&mut self) -> Option<u32> {
        self.idle.pop_last().map(|(_, place)| place)
    }

    /// Tells whether one is idle.
    pub(super) fn has_idle(&self) -> bool {
        !self.idle.is_empty()
    }

    /// Puts an environment among the idle ones.
    pub(super) fn keep_warm(&mut self, place: u32, now: SimTime) {
        let environment = self.at_mut(place);
        environment.state = State::Idle;
        environment.since = now;
        let number = environment.number;
        self.idle.insert(number, place);
    }

    /// Takes an environment down and returns its number.
    pub(super) fn reclaim(&mut self, place: u32, now: SimTime) -> u32 {
        let environment = self.at_mut(place);
        environment.state = State::Gone;
        environment.since = now;
        let number = environment.number;
        self.idle.remove(&number);
        self.vacant.push(place);
        number
    }

    /// Returns the places of the idle environments, oldest first.
    pub(super) fn idle_places(&self) -> Vec<u32> {
        self.idle.values().copied().collect()
    }

    /// Returns an environment.
    pub(super) fn at(&self, place: u32) -> &Environment {
        &self.places[place as usize]
    }

    /// Returns an environment, to change it.
    pub(super) fn at_mut(&mut self, place: u32) -> &mut Environment {
        &mut self.places[place as usize]
    }

    /// Returns all places, those of environments that are gone included.
    pub(super) fn places(&self) -> &[Environment] {
        &self.places
    }
}
