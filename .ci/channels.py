#!/usr/bin/env python3
"""channels.py DIR: a webhook receiver (standardwebhooks) and a mail server with STARTTLS (aiosmtpd) that keep what comes in DIR.
channels.py --check DIR: what came is what a warning, its update and its cancellation should be."""
import email, email.policy, json, pathlib, ssl, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from standardwebhooks.webhooks import Webhook

check = sys.argv[1] == "--check"
work = pathlib.Path(sys.argv[-1])


class Hook(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            secret = (work / ("secret" + self.path.replace("/", "-"))).read_text().strip()
            Webhook(secret).verify(body, {k.lower(): v for k, v in self.headers.items()})
            verdict = 200
        except Exception as error:
            print("the signature does not hold:", error, file=sys.stderr)
            verdict = 401
        with open(work / "hooks", "a") as log:
            log.write(json.dumps({"verdict": verdict, "path": self.path, "id": self.headers["webhook-id"], "body": json.loads(body)}) + "\n")
        self.send_response(verdict)
        self.end_headers()


class Letters:
    async def handle_DATA(self, server, session, envelope):
        with open(work / "letters", "a") as log:
            log.write(json.dumps({"tls": session.ssl is not None, "to": envelope.rcpt_tos, "text": envelope.content.decode()}) + "\n")
        return "250 kept"


def serve():
    from aiosmtpd.controller import Controller
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(work / "cert.pem", work / "key.pem")
    mail = Controller(Letters(), hostname="localhost", port=0, tls_context=tls, require_starttls=True)
    import socket
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        mail.port = free.getsockname()[1]
    mail.start()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    (work / "ports.new").write_text("%d %d\n" % (http.server_port, mail.port))
    (work / "ports.new").rename(work / "ports")
    http.serve_forever()


def lines(name):
    return [json.loads(line) for line in (work / name).read_text().splitlines()]


def told():
    hooks = lines("hooks")
    assert all(hook["verdict"] == 200 for hook in hooks), hooks
    digests = [hook for hook in hooks if hook["path"] == "/digest"]
    hooks = [hook for hook in hooks if hook["path"] == "/hook"]
    kinds = [hook["body"]["type"] for hook in hooks]
    assert kinds == ["ping", "warning.released", "warning.updated", "warning.cancelled"], kinds
    assert len({hook["id"] for hook in hooks}) == 4
    letters = lines("letters")
    digested = [letter for letter in letters if letter["to"] == ["night@coast.example"]]
    letters = [letter for letter in letters if letter not in digested]
    together(digests, digested)
    assert all(letter["tls"] and letter["to"] == ["duty@coast.example"] for letter in letters), letters
    mails = [email.message_from_string(letter["text"], policy=email.policy.default) for letter in letters][1:]
    assert len(mails) == 3, [mail["subject"] for mail in mails]
    first, update, end = mails
    for mail in mails:
        assert mail.get_body(("plain",)) and mail.get_body(("html",)), mail
        assert mail["subject"].startswith("[TLP:AMBER] "), mail["subject"]
        assert "https://desk.example/w/" in mail.get_body(("plain",)).get_content()
    assert update["in-reply-to"] == first["message-id"] and update["references"].split() == [first["message-id"]]
    assert end["in-reply-to"] == update["message-id"]
    assert end["references"].split() == [first["message-id"], update["message-id"]]
    assert not any(mail.defects for mail in mails), [mail.defects for mail in mails]
    print("channels: %d signed messages, %d letters over STARTTLS, one thread" % (len(hooks), len(mails)))


def together(hooks, letters):
    """Two warnings that quiet hours held: one message by webhook, one letter; each warning with an id and a link of its own."""
    assert len(hooks) == 1 and hooks[0]["body"]["type"] == "digest", hooks
    messages = hooks[0]["body"]["messages"]
    assert len({m["id"] for m in messages}) == len({m["data"]["link"] for m in messages}) == len(messages) == 2, messages
    assert len(letters) == 1 and letters[0]["tls"], letters
    mail = email.message_from_string(letters[0]["text"], policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content()
    assert "2 messages about warnings" in mail["subject"] and text.count("https://desk.example/w/") == 2, (mail["subject"], text)
    assert mail.get_body(("html",)) and not mail.defects, mail.defects
    print("channels: two warnings in one signed digest, and in one letter")


told() if check else serve()
