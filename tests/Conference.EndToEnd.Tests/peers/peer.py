"""What the foreign stacks in Python share: the lines of JSON by which a test drives them, and the HTTP of WHIP and WHEP."""
import json
import sys
import time
import traceback
import urllib.parse
import urllib.request


class Resource:
    """A session at the server, from its POST to its DELETE (RFC 9725, section 4)."""

    def __init__(self, url, token, offer):
        self.token = token
        with self.request("POST", url, offer.encode(), {"Content-Type": "application/sdp"}) as created:
            self.url = urllib.parse.urljoin(url, created.headers["Location"])
            self.answer = created.read().decode()

    def delete(self):
        with self.request("DELETE", self.url) as ended:
            return ended.status

    def request(self, method, url, body=None, headers=None):
        asked = urllib.request.Request(url, body, {"Authorization": f"Bearer {self.token}", **(headers or {})}, method=method)
        try:
            return urllib.request.urlopen(asked, timeout=10)
        except urllib.error.HTTPError as refused:
            raise RuntimeError(f"{method} {url}: {refused.code} {refused.read().decode()}") from refused


def wait(condition, what):
    """Asks until it is true; no signal tells."""
    until = time.monotonic() + 20
    while not condition():
        if time.monotonic() > until:
            raise TimeoutError(f"Within 20 s it did not come true: {what}")
        time.sleep(0.02)


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def serve(openers, end):
    """Answers {id, method, ...} by {id, result} or {id, error} until the input ends; an opener's session is ended by the method "end"."""
    session = None
    say({"id": 0, "result": "ready"})
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["method"] == "end":
                result, session = end(session), None
            else:
                session, result = openers[asked["method"]](asked)
            say({"id": asked["id"], "result": result})
        except Exception:  # whatever it was, the test is to read it
            say({"id": asked["id"], "error": traceback.format_exc()})
    if session is not None:
        end(session)
