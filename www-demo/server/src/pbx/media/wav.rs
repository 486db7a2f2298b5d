//! Recordings as WAV files.

use super::tones::RATE;

/// Bytes of a file before its samples.
pub const HEADER: usize = 44;

/// A RIFF file of 16-bit linear samples, one channel, from µ-law samples: every player reads linear ones, not each
/// reads µ-law.
#[must_use]
pub fn from_ulaw(samples: &[u8]) -> Vec<u8> {
    let bytes = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX - HEADER as u32);
    let rate = RATE as u32;
    let mut file = Vec::with_capacity(HEADER + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(HEADER as u32 - 8 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16u32.to_le_bytes());
    // PCM, one channel.
    file.extend_from_slice(&[1, 0, 1, 0]);
    file.extend_from_slice(&rate.to_le_bytes());
    file.extend_from_slice(&(rate * 2).to_le_bytes());
    // Two bytes a sample, 16 bits.
    file.extend_from_slice(&[2, 0, 16, 0]);
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    samples
        .iter()
        .for_each(|sample| file.extend_from_slice(&linear(*sample).to_le_bytes()));
    file
}

/// One µ-law sample as a linear one (G.711 table 2a, read backwards).
fn linear(ulaw: u8) -> i16 {
    const BIAS: i16 = 0x84;
    let bits = !ulaw;
    let magnitude = ((i16::from(bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7);
    if bits & 0x80 == 0 {
        magnitude - BIAS
    } else {
        BIAS - magnitude
    }
}

#[cfg(test)]
mod tests {
    use super::super::tones::ulaw;
    use super::*;

    #[test]
    fn a_linear_sample_is_the_middle_of_what_its_ulaw_stands_for() {
        assert_eq!((linear(0xff), linear(0x7f)), (0, 0));
        assert_eq!((linear(0x80), linear(0x00)), (32124, -32124));
        for code in 0..=255 {
            // 0x7f is the negative zero, which linear samples do not have.
            assert!(ulaw(linear(code)) == code || code == 0x7f, "{code:#x}");
        }
    }

    #[test]
    fn the_head_counts_the_bytes_behind_it() {
        let file = from_ulaw(&[0xff, 0x80, 0x00]);
        assert_eq!(file.len(), HEADER + 6);
        assert_eq!(&file[..4], b"RIFF");
        assert_eq!(file[4..8], 42u32.to_le_bytes());
        assert_eq!(&file[8..16], b"WAVEfmt ");
        assert_eq!(file[24..28], 8000u32.to_le_bytes());
        assert_eq!(file[28..32], 16000u32.to_le_bytes());
        assert_eq!(file[40..44], 6u32.to_le_bytes());
        assert_eq!(file[44..], [0, 0, 0x7c, 0x7d, 0x84, 0x82]);
    }
}
