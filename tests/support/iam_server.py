"""IAM on loopback: that of another server, which lacks the simulation of policies."""

from __future__ import annotations

import urllib.request
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

from serving import serving

_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
_MEMBER = (
    "<member><EvalActionName>{}</EvalActionName>"
    "<EvalDecision>{}</EvalDecision></member>"
)
_ANSWER = (
    f'<SimulatePrincipalPolicyResponse xmlns="{_NAMESPACE}">'
    "<SimulatePrincipalPolicyResult><EvaluationResults>{}</EvaluationResults>"
    "<IsTruncated>false</IsTruncated></SimulatePrincipalPolicyResult>"
    "</SimulatePrincipalPolicyResponse>"
)


@contextmanager
def policy_simulator(url, *, denied):
    """Serve IAM; the actions *denied* are allowed to nobody."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            form = parse_qs(body.decode())
            if form["Action"] == ["SimulatePrincipalPolicy"]:
                data = self.simulate(form).encode()
            else:
                headers = dict(self.headers)
                forwarded = urllib.request.Request(url, data=body, headers=headers)
                with urllib.request.urlopen(forwarded) as answer:
                    data = answer.read()
            self.send_response(200)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def simulate(self, form):
            actions = [v for k, (v,) in form.items() if k.startswith("ActionNames")]
            return _ANSWER.format(
                "".join(
                    _MEMBER.format(a, "implicitDeny" if a in denied else "allowed")
                    for a in actions
                )
            )

        def log_message(self, *args):
            pass

    with serving(Handler) as address:
        yield address
