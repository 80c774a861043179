//! Facets: what narrows a list, each with how many lines there would be.
//!
//! Values of one facet are joined by "or", facets by "and". The number beside a value is that of the
//! lines one would get by choosing it too, so a facet is counted as if nothing of it were chosen.

/// One facet: its values in the order they are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facet {
    /// The name of its field in addresses.
    pub name: &'static str,
    /// What people read above it.
    pub legend: &'static str,
    /// Its values.
    pub values: Vec<Value>,
}

/// A value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// As addresses write it.
    pub value: String,
    /// What people read.
    pub label: String,
}

impl Facet {
    /// The place of a value, as addresses write it.
    pub fn place(&self, value: &str) -> Option<usize> {
        self.values.iter().position(|one| one.value == value)
    }
}

/// The lines that fit, by their place, and how many there are of each value of each facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// The places of the lines that fit everything chosen, in their order.
    pub lines: Vec<usize>,
    /// For each facet, for each of its values.
    pub counts: Vec<Vec<usize>>,
}

/// Finds and counts in one pass. A line has, for each facet, the places of its values; `chosen` has,
/// for each facet, the places of those chosen, none of which means all.
pub fn find<'a>(
    facets: &[Facet],
    lines: impl Iterator<Item = &'a [Vec<usize>]>,
    chosen: &[Vec<usize>],
) -> Found {
    let mut found = Found {
        lines: Vec::new(),
        counts: facets
            .iter()
            .map(|facet| vec![0; facet.values.len()])
            .collect(),
    };
    for (place, line) in lines.enumerate() {
        let fits = |facet: usize| {
            let wanted = chosen.get(facet).map_or(&[][..], Vec::as_slice);
            wanted.is_empty() || line[facet].iter().any(|value| wanted.contains(value))
        };
        let mut unfit = (0..facets.len()).filter(|facet| !fits(*facet));
        let counted_in = match (unfit.next(), unfit.next()) {
            (None, _) => {
                found.lines.push(place);
                0..facets.len()
            }
            // Only this facet keeps it out: choosing one of its values would let it in.
            (Some(only), None) => only..only + 1,
            _ => continue,
        };
        for facet in counted_in {
            for value in &line[facet] {
                found.counts[facet][*value] += 1;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facet(name: &'static str, values: usize) -> Facet {
        Facet {
            name,
            legend: name,
            values: (0..values)
                .map(|value| Value {
                    value: value.to_string(),
                    label: value.to_string(),
                })
                .collect(),
        }
    }

    fn fits(line: &[Vec<usize>], chosen: &[Vec<usize>]) -> bool {
        line.iter().zip(chosen).all(|(values, wanted)| {
            wanted.is_empty() || values.iter().any(|value| wanted.contains(value))
        })
    }

    proptest! {
        /// A count is what one gets by choosing that value alone, beside what the other facets say.
        #[test]
        fn a_count_is_the_list_one_would_get(
            lines in prop::collection::vec(
                (prop::collection::vec(0..4usize, 0..3), prop::collection::vec(0..3usize, 0..2)), 0..30),
            chosen in (prop::collection::vec(0..4usize, 0..3), prop::collection::vec(0..3usize, 0..3)),
        ) {
            let facets = [facet("a", 4), facet("b", 3)];
            let lines: Vec<Vec<Vec<usize>>> = lines
                .into_iter()
                .map(|(mut a, mut b)| {
                    a.sort_unstable();
                    a.dedup();
                    b.sort_unstable();
                    b.dedup();
                    vec![a, b]
                })
                .collect();
            let chosen = vec![chosen.0, chosen.1];
            let found = find(&facets, lines.iter().map(Vec::as_slice), &chosen);
            let expected: Vec<usize> = (0..lines.len())
                .filter(|line| fits(&lines[*line], &chosen))
                .collect();
            prop_assert_eq!(found.lines, expected);
            for (at, facet) in facets.iter().enumerate() {
                for value in 0..facet.values.len() {
                    let mut alone = chosen.clone();
                    alone[at] = vec![value];
                    let expected = lines.iter().filter(|line| fits(line, &alone)).count();
                    prop_assert_eq!(found.counts[at][value], expected);
                }
            }
        }
    }
}
