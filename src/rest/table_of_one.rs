//! The table with the one operation that the client itself needs, to measure what the others weigh
//! (`--cfg voip_operations="one"`, or `"none"` without an exported method for it). Nothing of this is published.

macro_rules! operations_table {
    ($with:ident) => {
        $with! {
            ["Gets the next token."]
            post refresh = "/api/auth/refresh" () -> "Promise<RefreshAnswer>", acts, public, refreshes;
        }
    };
}
pub(crate) use operations_table;
