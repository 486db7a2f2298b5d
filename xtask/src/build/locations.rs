//! Blanks what the messages of panics would name: the places in the sources. What is all zero hardly weighs anything.
//!
//! A place is a record of the standard library (`core::panic::Location`): address and length of a file's name, line,
//! column. Both are blanked only where such a record points at exactly the name of a Rust file.

use super::snip::{number, take, with_section};

const DATA: u8 = 11;
const RECORD: usize = 16;
/// How the names begin, after `--remap-path-prefix`.
const BEGINNINGS: [&[u8]; 5] = [b"src/", b"/rustc/", b"cargo/", b"/rust/", b"rust/"];
/// Columns and lines above that are something else.
const MOST: u32 = 100_000;

/// The module without places; as it is if its data is laid out in another way than rust-lld's.
pub fn blanked(module: &[u8]) -> Vec<u8> {
    let blanked = with_section(module, DATA, |data| {
        let mut data = data.to_vec();
        blank(&mut data).map(|()| data)
    });
    blanked.unwrap_or_else(|| module.to_vec())
}

/// One run of data: where it is in memory, where in the section.
struct Segment {
    address: usize,
    range: std::ops::Range<usize>,
}

fn blank(data: &mut [u8]) -> Option<()> {
    let segments = segments(data)?;
    let names: Vec<(usize, std::ops::Range<usize>)> = segments
        .iter()
        .flat_map(|segment| {
            let bytes = &data[segment.range.clone()];
            file_names(bytes).into_iter().map(|name| {
                let start = segment.range.start + name.start;
                (segment.address + name.start, start..start + name.len())
            })
        })
        .collect();
    for segment in &segments {
        let first = segment.address.next_multiple_of(4) - segment.address;
        for at in (first..segment.range.len().saturating_sub(RECORD - 1)).step_by(4) {
            let record = segment.range.start + at..segment.range.start + at + RECORD;
            let field = |n: usize| {
                let bytes = data[record.start + 4 * n..].first_chunk();
                bytes.map_or(u32::MAX, |bytes| u32::from_le_bytes(*bytes))
            };
            let pointed = |(address, range): &&(usize, std::ops::Range<usize>)| {
                field(0) as usize == *address && field(1) as usize == range.len()
            };
            let Some((_, name)) = names.iter().find(pointed) else {
                continue;
            };
            if (1..MOST).contains(&field(2)) && (1..MOST).contains(&field(3)) {
                data[name.clone()].fill(0);
                data[record].fill(0);
            }
        }
    }
    Some(())
}

/// Segments that stand at a fixed address, which are all that rust-lld makes without threads.
fn segments(data: &[u8]) -> Option<Vec<Segment>> {
    let mut rest = data;
    let mut found = Vec::new();
    for _ in 0..number(&mut rest)? {
        // Memory 0, `i32.const`.
        if take(&mut rest, 2)? != [0, 0x41] {
            return None;
        }
        // Signed in the file; what lies below a gigabyte reads the same.
        let address = number(&mut rest)? as usize;
        if take(&mut rest, 1)? != [0x0b] {
            return None;
        }
        let size = number(&mut rest)? as usize;
        let start = data.len() - rest.len();
        take(&mut rest, size)?;
        found.push(Segment {
            address,
            range: start..start + size,
        });
    }
    Some(found)
}

/// Where names of Rust files stand: from one of the beginnings to `.rs`, with a zero behind it.
fn file_names(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let ends = bytes.windows(4).enumerate().filter(|(_, window)| *window == b".rs\0");
    ends.filter_map(|(at, _)| {
        let end = at + 3;
        let fits = |byte: &u8| byte.is_ascii_alphanumeric() || b"_./-".contains(byte);
        let length = bytes[..end].iter().rev().take_while(|byte| fits(byte)).count();
        let run = &bytes[end - length..end];
        let begin = (0..run.len()).find(|from| BEGINNINGS.iter().any(|word| run[*from..].starts_with(word)))?;
        Some(end - length + begin..end)
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::{RECORD, blanked};

    const ADDRESS: u32 = 1024;

    /// A module whose data is `text` and the fields of a record behind it.
    fn module(text: &[u8], fields: [u32; 4]) -> Vec<u8> {
        let mut data = text.to_vec();
        data.extend(fields.iter().flat_map(|field| field.to_le_bytes()));
        let mut out = b"\0asm\x01\0\0\0".to_vec();
        out.extend([11, data.len() as u8 + 7, 1, 0, 0x41, 0x80, 0x08, 0x0b, data.len() as u8]);
        out.extend(data);
        out
    }

    #[test]
    fn a_place_and_the_name_of_its_file_are_blanked_and_nothing_beside_them() {
        let text = b"id: src/sip/lex.rs\0x";
        let before = module(text, [ADDRESS + 4, 14, 7, 9]);
        let mut expected = before.clone();
        let start = before.len() - RECORD - text.len();
        expected[start + 4..start + 18].fill(0);
        expected[start + text.len()..].fill(0);
        assert_eq!(blanked(&before), expected);
    }

    #[test]
    fn a_name_that_nothing_or_something_else_points_at_stays() {
        let text = b"id: src/sip/lex.rs\0x";
        for fields in [
            [ADDRESS, 18, 7, 9],
            [ADDRESS + 4, 13, 7, 9],
            [ADDRESS + 4, 14, 0, 9],
            [0; 4],
        ] {
            let before = module(text, fields);
            assert_eq!(blanked(&before), before, "{fields:?}");
        }
    }
}
