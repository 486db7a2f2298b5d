//! Operations by their names: one function that the package's own methods call. Eighty exported ones, as in `methods`, are
//! 3 kB more to load.

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use super::client::Client;
use crate::rest::operations::Operation;
use crate::rest::table::operations_table;

#[wasm_bindgen(js_class = VoIPClient)]
impl Client {
    /// The operation of that name, with the arguments that its method in `Operations` has before the options.
    pub fn call(
        &self,
        name: &str,
        #[wasm_bindgen(unchecked_param_type = "unknown[]")] all: Array,
        #[wasm_bindgen(unchecked_optional_param_type = "RequestOptions")] options: JsValue,
    ) -> Result<Promise, JsError> {
        let row = Operation::named(name).ok_or_else(|| JsError::new("there is no operation of that name."))?;
        Ok(self.0.run(row, &all, &options))
    }
}

/// The declarations of those methods, for the package to make its own of.
macro_rules! declarations {
    ($([$($doc:tt)+] $verb:ident $name:ident = $path:tt ($($param:ident : $ty:tt),*) $($place:ident $input:tt)? -> $answer:tt, $($flag:ident),+;)*) => {
        #[wasm_bindgen(typescript_custom_section)]
        const OPERATIONS: &str = concat!(
            "/** What `call` takes. */\nexport interface Operations {\n",
            $(
                "    /**\n",
                $("     * ", $doc, "\n",)+
                "     */\n    ", stringify!($name), "(",
                $(stringify!($param), ": ", $ty, ", ",)*
                declaration!($($place $input)?),
                "options?: RequestOptions): ", $answer, ";\n",
            )*
            "}\n"
        );
    };
}

/// The argument between those of the path and the options.
macro_rules! declaration {
    () => {
        ""
    };
    (body $ty:tt) => {
        concat!("params: ", $ty, ", ")
    };
    (with ($field:ident : $ty:tt)) => {
        concat!(stringify!($field), ": ", $ty, ", ")
    };
    (maybe ($field:ident : $ty:tt)) => {
        concat!(stringify!($field), "?: ", $ty, ", ")
    };
    ($place:ident $ty:tt) => {
        concat!("params?: ", $ty, ", ")
    };
}
operations_table!(declarations);
