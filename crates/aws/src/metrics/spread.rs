//! The samples of one period, coarsely: enough for the percentiles of a chart, at a few bytes a sample at most.

/// So many cells for each doubling: a percentile is within 1.6 %.
const CELLS: u64 = 32;
const CELL_BITS: u32 = 5;

/// How samples are spread: how many lie in each cell, by cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spread(Vec<(u16, u32)>);

impl Spread {
    /// Adds a sample.
    pub fn add(&mut self, value: u64) {
        self.add_many(cell_of(value), 1);
    }

    /// Adds all samples of another period.
    pub fn merge(&mut self, other: &Self) {
        other.0.iter().for_each(|(cell, count)| self.add_many(*cell, *count));
    }

    /// Returns a percentile by nearest rank, within 1.6 %; 0 without a sample.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> f64 {
        let all: u64 = self.0.iter().map(|(_, count)| u64::from(*count)).sum();
        let rank = ((percent / 100.0 * all as f64).ceil() as u64).max(1);
        let mut seen = 0;
        let found = self.0.iter().find(|(_, count)| {
            seen += u64::from(*count);
            seen >= rank
        });
        found.map_or(0.0, |(cell, _)| middle(*cell))
    }

    fn add_many(&mut self, cell: u16, count: u32) {
        match self.0.binary_search_by_key(&cell, |(cell, _)| *cell) {
            Ok(place) => self.0[place].1 = self.0[place].1.saturating_add(count),
            Err(place) => self.0.insert(place, (cell, count)),
        }
    }
}

/// Returns the cell of a value. Values below 32 have one each.
fn cell_of(value: u64) -> u16 {
    let bits = u64::BITS - value.leading_zeros();
    if bits <= CELL_BITS {
        return value as u16;
    }
    let shift = bits - 1 - CELL_BITS;
    ((u64::from(bits - CELL_BITS) * CELLS) + ((value >> shift) & (CELLS - 1))) as u16
}

fn middle(cell: u16) -> f64 {
    let (doubling, within) = (u64::from(cell) / CELLS, u64::from(cell) % CELLS);
    if doubling == 0 {
        return within as f64;
    }
    let width = (1_u64 << (doubling - 1)) as f64;
    (CELLS + within) as f64 * width + (width - 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn percentiles_are_near(mut values in proptest::collection::vec(0..10_000_000_000_u64, 1..200), cut in 0..200_usize) {
            let cut = cut.min(values.len());
            let (mut whole, mut rest) = (Spread::default(), Spread::default());
            values[..cut].iter().for_each(|value| whole.add(*value));
            values[cut..].iter().for_each(|value| rest.add(*value));
            whole.merge(&rest);
            values.sort_unstable();
            for percent in [1.0, 50.0, 95.0, 99.0, 100.0_f64] {
                let rank = ((percent / 100.0 * values.len() as f64).ceil() as usize).max(1);
                let exact = values[rank - 1] as f64;
                prop_assert!((whole.percentile(percent) - exact).abs() <= exact * 0.016 + 0.5, "p{percent}: {exact}");
            }
        }
    }
}
