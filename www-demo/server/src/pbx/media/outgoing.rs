//! The stream to one phone: one SSRC whose numbers never jump back, whatever feeds it.

/// Where a stream's numbers are.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    stream: Option<u64>,
    first_in: u64,
    first_out: u64,
    next_out: u64,
    timestamp_shift: u32,
    last_timestamp: u32,
}

impl Outgoing {
    /// The sequence number and timestamp for a packet of `stream`. A gap in the incoming numbers stays a
    /// gap, so that the far end sees what was lost; a packet from before the stream's start has none.
    pub(crate) fn place(&mut self, stream: u64, seq: u64, timestamp: u32) -> Option<(u64, u32)> {
        if self.stream != Some(stream) {
            self.stream = Some(stream);
            self.first_in = seq;
            self.first_out = self.next_out;
            // One packet time (of the 48 kHz clock) after what was sent last.
            self.timestamp_shift = self.last_timestamp.wrapping_add(960).wrapping_sub(timestamp);
        }
        let out = self.first_out + seq.checked_sub(self.first_in)?;
        let timestamp = timestamp.wrapping_add(self.timestamp_shift);
        if out >= self.next_out {
            self.next_out = out + 1;
            self.last_timestamp = timestamp;
        }
        Some((out, timestamp))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_source_goes_on_where_the_old_one_stopped() {
        let mut out = Outgoing::default();
        assert_eq!(out.place(1, 500, 1000).map(|p| p.0), Some(0));
        assert_eq!(out.place(1, 501, 1960).map(|p| p.0), Some(1));
        let (seq, timestamp) = out.place(2, 9, 77).unwrap();
        assert_eq!((seq, timestamp), (2, 960 + 960 + 960));
    }

    #[test]
    fn a_lost_packet_stays_a_gap_and_a_late_one_fills_it() {
        let mut out = Outgoing::default();
        out.place(1, 10, 0);
        assert_eq!(out.place(1, 12, 1920).map(|p| p.0), Some(2));
        assert_eq!(out.place(1, 11, 960).map(|p| p.0), Some(1));
        assert_eq!(out.place(1, 9, 0), None);
    }
}
