//! Sizes as they travel: raw, gzip, brotli.

use std::path::Path;

use crate::{Result, run};

/// Bytes of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub raw: u64,
    pub gzip: u64,
    pub brotli: u64,
}

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} raw, {} gzip, {} brotli", self.raw, self.gzip, self.brotli)
    }
}

/// Compresses with Node's zlib, which is needed anyway, at the levels that a content server uses.
const SCRIPT: &str = "const z=require('zlib'),d=require('fs').readFileSync(process.argv[1]);\
    console.log(d.length,z.gzipSync(d,{level:9}).length,z.brotliCompressSync(d).length)";

/// Measures `file`.
pub fn of(file: &Path) -> Result<Size> {
    let sentence = || format!("cannot measure {}", file.display());
    let text = run::output_of("node", &["-e", SCRIPT, &file.to_string_lossy()]).ok_or_else(sentence)?;
    let numbers: Vec<u64> = text
        .split_whitespace()
        .filter_map(|number| number.parse().ok())
        .collect();
    match numbers[..] {
        [raw, gzip, brotli] => Ok(Size { raw, gzip, brotli }),
        _ => Err(sentence()),
    }
}
