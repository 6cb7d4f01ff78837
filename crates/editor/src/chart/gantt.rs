//! Who did what when: a row for each environment, a bar for each stretch.

use super::scale::{Scale, Tick, seconds_text};
use crate::view::told::outcome::Outcome;
use kernel::{RecordId, SimTime};
use std::sync::Arc;

/// Room for the names at the left and the instants below, in the picture's units.
const LEFT: f64 = 28.0;
const BELOW: f64 = 16.0;
/// How high a row is.
const ROW: f64 = 14.0;
/// What took no time is seen all the same.
const LEAST: f64 = 1.5;

/// What an environment did in a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarKind {
    /// It was made ready.
    Init,
    /// It served a request, which ended so; `None` while it does.
    Busy(Option<Outcome>),
    /// It was kept warm.
    Idle,
}

/// A stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// When it began.
    pub from: SimTime,
    /// When it ended, or now.
    pub to: SimTime,
    /// What it was.
    pub kind: BarKind,
    /// Where a click leads: the record of its beginning.
    pub record: RecordId,
}

/// An environment's past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub label: Arc<str>,
    /// Its stretches.
    pub bars: Vec<Bar>,
}

/// The whole picture, ready to be drawn at any width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Gantt {
    /// The first instant and the last.
    pub span: (SimTime, SimTime),
    /// The rows.
    pub rows: Vec<Row>,
    /// How many rows are left out.
    pub hidden: usize,
    /// Before which instant nothing is remembered, though the picture was to begin earlier.
    pub forgotten: Option<SimTime>,
}

/// A bar as it is drawn, in the picture's units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Block {
    /// Its left edge.
    pub x: f64,
    /// Its upper edge.
    pub y: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// What it is.
    pub bar: Bar,
}

impl Gantt {
    /// Returns how high the picture is.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.rows.len() as f64 * ROW + BELOW
    }

    /// Returns where instants stand in a picture of a width.
    #[must_use]
    pub fn scale(&self, width: f64) -> Scale {
        let seconds = |at: SimTime| at.as_nanos() as f64 / 1e9;
        Scale::new((seconds(self.span.0), seconds(self.span.1)), (LEFT, width - 4.0))
    }

    /// Returns the bars of a picture of a width.
    #[must_use]
    pub fn blocks(&self, width: f64) -> Vec<Block> {
        let scale = self.scale(width);
        let place = |at: SimTime| scale.place(at.as_nanos() as f64 / 1e9).clamp(scale.places.0, scale.places.1);
        let block = |(n, bar): (usize, &Bar)| {
            let x = place(bar.from);
            let inset = if bar.kind == BarKind::Idle { ROW / 2.0 - 1.0 } else { 2.0 };
            Block {
                x,
                y: n as f64 * ROW + inset,
                width: (place(bar.to) - x).max(LEAST),
                height: ROW - 2.0 * inset,
                bar: *bar,
            }
        };
        let bars = self.rows.iter().enumerate().flat_map(|(n, row)| row.bars.iter().map(move |bar| (n, bar)));
        bars.filter(|(_, bar)| bar.to >= self.span.0).map(block).collect()
    }

    /// Returns the names of the rows, each at the middle of its row.
    #[must_use]
    pub fn names(&self) -> Vec<Tick> {
        let name = |(n, row): (usize, &Row)| Tick { at: (n as f64 + 0.5) * ROW, label: row.label.to_string() };
        self.rows.iter().enumerate().map(name).collect()
    }

    /// Returns the named instants: the first, the middle and the last.
    #[must_use]
    pub fn times(&self, width: f64) -> Vec<Tick> {
        let scale = self.scale(width);
        let (from, to) = scale.values;
        [from, (from + to) / 2.0, to].map(|at| Tick { at: scale.place(at), label: seconds_text(at) }).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stand_in_their_rows_and_are_cut_at_the_edges() {
        let at = |seconds: u64| SimTime::from_nanos(seconds * 1_000_000_000);
        let bar = |from, to, kind| Bar { from: at(from), to: at(to), kind, record: RecordId(1) };
        let busy = BarKind::Busy(Some(Outcome::Ok));
        let rows = vec![
            Row { label: "1".into(), bars: vec![bar(0, 15, BarKind::Init), bar(15, 15, busy)] },
            Row { label: "2".into(), bars: vec![bar(12, 20, BarKind::Idle), bar(2, 5, busy)] },
        ];
        let gantt = Gantt { span: (at(10), at(20)), rows, hidden: 0, forgotten: None };
        let blocks = gantt.blocks(132.0);
        let places: Vec<_> = blocks.iter().map(|block| (block.x, block.y, block.width, block.height)).collect();
        assert_eq!(places, [(28.0, 2.0, 50.0, 10.0), (78.0, 2.0, 1.5, 10.0), (48.0, 20.0, 80.0, 2.0)]);
        assert_eq!(gantt.height(), 44.0);
        assert_eq!(gantt.times(132.0)[1].label, "15s");
    }
}
