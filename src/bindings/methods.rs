//! An exported method for each operation, for those who build the crate without the package around it.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

use super::client::Client;
use crate::rest::operations::Name;
use crate::rest::table::operations_table;

macro_rules! methods {
    ($([$($doc:tt)+] $verb:ident $name:ident = $path:tt ($($param:ident : $ty:tt),*) $($place:ident $input:tt)? -> $answer:tt, $($flag:ident),+;)*) => {
        $(method!(([$($doc)+] $name) ($($param: $ty),*) [$($place $input)?] $answer);)*
    };
}

/// One method: what stands between the path's parameters and the options, and what of it is handed on.
macro_rules! method {
    ($head:tt $path:tt [] $answer:tt) => {
        export!($head $path {} (JsValue::UNDEFINED) $answer);
    };
    ($head:tt $path:tt [body $ty:tt] $answer:tt) => {
        export!($head $path { #[wasm_bindgen(unchecked_param_type = $ty)] params: JsValue, } (params) $answer);
    };
    ($head:tt $path:tt [with ($field:ident : $ty:tt)] $answer:tt) => {
        export!($head $path { #[wasm_bindgen(unchecked_param_type = $ty)] $field: JsValue, } ($field) $answer);
    };
    ($head:tt $path:tt [maybe ($field:ident : $ty:tt)] $answer:tt) => {
        export!($head $path { #[wasm_bindgen(unchecked_optional_param_type = $ty)] $field: JsValue, } ($field) $answer);
    };
    // A query, or a body that may be left out.
    ($head:tt $path:tt [$place:ident $ty:tt] $answer:tt) => {
        export!($head $path { #[wasm_bindgen(unchecked_optional_param_type = $ty)] params: JsValue, } (params) $answer);
    };
}

macro_rules! export {
    (([$($doc:tt)+] $name:ident) ($($param:ident : $ty:tt),*) { $($own:tt)* } ($value:expr) $answer:tt) => {
        #[wasm_bindgen(js_class = VoIPClient)]
        impl Client {
            $(#[doc = $doc])+
            #[allow(non_snake_case)]
            #[wasm_bindgen(unchecked_return_type = $answer)]
            pub fn $name(
                &self,
                $(#[wasm_bindgen(unchecked_param_type = $ty)] $param: JsValue,)*
                $($own)*
                #[wasm_bindgen(unchecked_optional_param_type = "RequestOptions")] options: JsValue,
            ) -> Promise {
                self.0.run(Name::$name.row(), &[$($param,)* $value].into_iter().collect(), &options)
            }
        }
    };
}

operations_table!(methods);
