//! Queues are lists here: none of them gets long, and `VecDeque` is half a kilobyte of the module for every kind of item.

/// Takes out the first item.
pub(crate) fn take_first<T>(queue: &mut Vec<T>) -> Option<T> {
    (!queue.is_empty()).then(|| queue.remove(0))
}
