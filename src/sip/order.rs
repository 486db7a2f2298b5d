//! Sorting for the few lists that need it, all of them short: the standard library's sort is 8 kB of the module.

/// The heaviest first; equal ones stay in their order.
pub(crate) fn heaviest_first<T>(list: &mut [T], weight: impl Fn(&T) -> u32) {
    for sorted in 1..list.len() {
        for at in (1..=sorted).rev() {
            let pair = (list.get(at - 1).map(&weight), list.get(at).map(&weight));
            if pair.0 >= pair.1 {
                break;
            }
            list.swap(at - 1, at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::heaviest_first;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn the_heaviest_comes_first_and_equal_ones_keep_their_order() {
        let mut list = [(1, 'a'), (5, 'b'), (1, 'c'), (9, 'd'), (5, 'e'), (0, 'f')];
        heaviest_first(&mut list, |(weight, _)| *weight);
        let order: String = list.iter().map(|(_, name)| name).collect();
        assert_eq!(order, "dbeacf");
        heaviest_first::<u32>(&mut [], |weight| *weight);
    }
}
