//! `cargo xtask contract`: writes down what the code says the API is. Tests of the server hold the files against it.

use std::path::Path;

use crate::{Result, build, paths, run};

const BEGIN: &str = "<!-- operations -->\n";
const END: &str = "<!-- /operations -->";

/// Writes `docs/openapi.json` and the README's table of operations.
pub fn write() -> Result {
    let server = build::server::binary()?;
    paths::write(&paths::root().join("docs/openapi.json"), &printed(&server, "openapi")?)?;
    let file = paths::root().join("README.md");
    let readme = paths::read(&file)?;
    let table = printed(&server, "operations")?;
    let written =
        between_marks(&readme, &table).ok_or("README.md has no <!-- operations --> … <!-- /operations -->")?;
    paths::write(&file, &written)
}

fn printed(server: &Path, what: &str) -> Result<String> {
    let text = run::output_of(&server.to_string_lossy(), &["--print", what]);
    text.map(|text| format!("{}\n", text.trim_end()))
        .ok_or_else(|| format!("`{} --print {what}` failed", server.display()))
}

fn between_marks(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_changes() {
        let text = "a\n<!-- operations -->\nold\n<!-- /operations -->\nb\n";
        let new = between_marks(text, "new\n").unwrap();
        assert_eq!(new, "a\n<!-- operations -->\nnew\n<!-- /operations -->\nb\n");
        assert_eq!(between_marks("a", "new"), None);
    }
}
