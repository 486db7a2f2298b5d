# A webhook is posted to its URL: that must be no other machine, whatever the cases make up.
import re

import schemathesis

NOBODY = "http://127.0.0.1:9"  # the port of `discard`
HOST = re.compile(r"^https?://[^/?#]*", re.IGNORECASE)


@schemathesis.hook
def before_call(context, case, **kwargs):
    body = case.body
    if not isinstance(body, dict) or not isinstance(body.get("url"), str):
        return
    # That a text is an http URL is more than the schema can say, so a case that means to be right is given one.
    right = case.meta is not None and case.meta.generation.mode.is_positive
    url = f"{NOBODY}/hook" if right else HOST.sub(NOBODY, body["url"])
    case.body = {**body, "url": url}
