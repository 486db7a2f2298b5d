//! Sound without an encoder: G.711 µ-law (ITU-T G.711), which every browser decodes, synthesised once
//! for each program and then repeated.

use std::f64::consts::TAU;
use std::sync::OnceLock;

/// Samples in a second.
pub const RATE: usize = 8000;
/// Samples in a packet of 20 ms.
pub const FRAME: usize = RATE / 50;

/// What is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// 425 Hz, 1 s on, 4 s off: the far end rings.
    Ringback,
    /// A slow arpeggio over four chords (`9197`).
    HoldMusic,
    /// Three short beeps, once a second: done.
    Confirmation,
    /// Syllables of a voiced, speech-like sound with pauses: the far end of an outside number.
    Speech,
}

impl Program {
    /// The program as µ-law samples; a whole number of [`FRAME`]s, to be repeated.
    pub fn samples(self) -> &'static [u8] {
        static RINGBACK: OnceLock<Vec<u8>> = OnceLock::new();
        static MUSIC: OnceLock<Vec<u8>> = OnceLock::new();
        static BEEPS: OnceLock<Vec<u8>> = OnceLock::new();
        static SPEECH: OnceLock<Vec<u8>> = OnceLock::new();
        match self {
            Program::Ringback => RINGBACK.get_or_init(|| render(5.0, ringback)),
            Program::HoldMusic => MUSIC.get_or_init(|| render(16.0, music)),
            Program::Confirmation => BEEPS.get_or_init(|| render(1.0, beeps)),
            Program::Speech => SPEECH.get_or_init(|| render(6.0, speech)),
        }
    }
}

fn render(seconds: f64, signal: fn(f64) -> f64) -> Vec<u8> {
    let samples = (seconds * RATE as f64) as usize / FRAME * FRAME;
    (0..samples)
        .map(|n| ulaw((signal(n as f64 / RATE as f64).clamp(-1.0, 1.0) * 30000.0) as i16))
        .collect()
}

fn ringback(t: f64) -> f64 {
    if t < 1.0 { 0.25 * (TAU * 425.0 * t).sin() } else { 0.0 }
}

fn beeps(t: f64) -> f64 {
    if t < 0.6 && t % 0.2 < 0.1 {
        0.25 * (TAU * 620.0 * t).sin()
    } else {
        0.0
    }
}

fn music(t: f64) -> f64 {
    // C, A minor, F, G: four seconds each, a note every half second.
    const CHORDS: [[f64; 4]; 4] = [
        [261.63, 329.63, 392.0, 523.25],
        [220.0, 261.63, 329.63, 440.0],
        [174.61, 220.0, 261.63, 349.23],
        [196.0, 246.94, 293.66, 392.0],
    ];
    let chord = CHORDS[(t / 4.0) as usize % CHORDS.len()];
    let step = (t * 2.0) as usize % 8;
    let note = chord[[0, 1, 2, 3, 2, 1, 2, 1][step]];
    let into = (t * 2.0).fract() / 2.0;
    let envelope = (into / 0.01).min(1.0) * (-into * 3.0).exp();
    let tone = (TAU * note * t).sin() + 0.3 * (TAU * 2.0 * note * t).sin();
    0.35 * envelope * tone
}

fn speech(t: f64) -> f64 {
    // Phrases of 1.6 s and pauses of 0.4 s; four syllables a second; a voice of about 120 Hz.
    let within = t % 2.0;
    if within > 1.6 {
        return 0.0;
    }
    let syllable = (t * 4.0) as usize;
    let envelope = (std::f64::consts::PI * (t * 4.0).fract()).sin().powi(2);
    let pitch = 110.0 + 8.0 * (syllable % 4) as f64;
    let formants = [[700.0, 1200.0], [400.0, 2000.0], [500.0, 900.0], [300.0, 2300.0]][syllable % 4];
    let mut value = 0.0;
    for harmonic in 1..24 {
        let frequency = pitch * harmonic as f64;
        let weight: f64 = formants
            .iter()
            .map(|f| 1.0 / (1.0 + ((frequency - f) / 150.0).powi(2)))
            .sum();
        value += (0.05 + weight) * (TAU * frequency * t).sin();
    }
    0.045 * envelope * value
}

/// One linear sample as µ-law (G.711 table 2a).
pub fn ulaw(sample: i16) -> u8 {
    const BIAS: i32 = 0x84;
    const CLIP: i32 = 32635;
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = (i32::from(sample).abs()).min(CLIP) + BIAS;
    let exponent = (31 - (magnitude as u32).leading_zeros()).saturating_sub(7);
    let mantissa = (magnitude >> (exponent + 3)) & 0x0f;
    !(sign | ((exponent as u8) << 4) | mantissa as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ulaw_has_the_values_of_g711() {
        assert_eq!(ulaw(0), 0xff);
        assert_eq!(ulaw(32767), 0x80);
        assert_eq!(ulaw(-32768), 0x00);
        assert_eq!(ulaw(-1), 0x7f);
    }

    #[test]
    fn every_program_is_whole_frames_and_not_silent() {
        for program in [
            Program::Ringback,
            Program::HoldMusic,
            Program::Confirmation,
            Program::Speech,
        ] {
            let samples = program.samples();
            assert_eq!(samples.len() % FRAME, 0);
            let clipped = samples
                .iter()
                .filter(|&&s| s == ulaw(30000) || s == ulaw(-30000))
                .count();
            assert!(
                clipped * 1000 < samples.len(),
                "{program:?}: {clipped} of {} samples are clipped",
                samples.len()
            );
            assert!(samples.iter().filter(|&&s| s != 0xff && s != 0x7f).count() > samples.len() / 8);
        }
    }
}
