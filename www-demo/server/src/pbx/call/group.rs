//! In which turns the members of a ring group ring.

use std::collections::{BTreeMap, VecDeque};

use rand::seq::SliceRandom;
use voip_sdk::model::ring_groups::RingStrategy;

use crate::pbx::ports::RingGroup;

/// The numbers of each turn.
pub(super) fn turns(group: &RingGroup) -> VecDeque<Vec<String>> {
    let members = group.members.iter();
    match group.strategy {
        RingStrategy::Simultaneous => VecDeque::from([members.map(|(number, _)| number.clone()).collect()]),
        RingStrategy::Sequential => {
            let mut turns: BTreeMap<u32, Vec<String>> = BTreeMap::new();
            members.for_each(|(number, priority)| turns.entry(*priority).or_default().push(number.clone()));
            turns.into_values().collect()
        }
        RingStrategy::Random => {
            let mut order: Vec<_> = members.map(|(number, _)| vec![number.clone()]).collect();
            order.shuffle(&mut rand::rng());
            order.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn group(strategy: RingStrategy) -> RingGroup {
        let member = |number: &str, priority| (number.to_owned(), priority);
        RingGroup {
            name: "Sales".into(),
            strategy,
            members: vec![
                member("1003", 2),
                member("1001", 1),
                member("1004", 2),
                member("1002", 7),
            ],
            ring_timeout: Duration::from_secs(20),
        }
    }

    #[test]
    fn all_at_once_is_one_turn() {
        assert_eq!(
            turns(&group(RingStrategy::Simultaneous)),
            [["1003", "1001", "1004", "1002"]]
        );
    }

    #[test]
    fn equal_priorities_ring_together() {
        let expected = [vec!["1001"], vec!["1003", "1004"], vec!["1002"]];
        assert_eq!(turns(&group(RingStrategy::Sequential)), expected);
    }

    #[test]
    fn a_random_order_has_everybody_once_and_is_not_always_the_same() {
        let orders: Vec<_> = (0..50).map(|_| turns(&group(RingStrategy::Random))).collect();
        for order in &orders {
            let mut all: Vec<_> = order.iter().flatten().collect();
            all.sort();
            assert_eq!(all, ["1001", "1002", "1003", "1004"]);
        }
        assert!(orders.iter().any(|order| *order != orders[0]));
    }
}
