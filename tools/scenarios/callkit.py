"""Starts what a call needs (channel server, fakes, hosts, participants), reads what they say, and ends it all."""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PYTHON = "/usr/bin/python3"


class Failed(Exception):
    """A step that did not go as it must; says what was attempted and what came."""


class Process:
    """A child whose output goes to files, so that nothing can block on it."""

    def __init__(self, stage, name, command, env=None):
        self.name = name
        self.out_path = os.path.join(stage.folder, name + ".out")
        self.err_path = os.path.join(stage.folder, name + ".err")
        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.child = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env={**stage.env, **(env or {})}, cwd=stage.folder)

    @property
    def output(self):
        with open(self.out_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def errors(self):
        with open(self.err_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def events(self):
        """Lines of JSON that it has printed, as far as they are whole."""
        found = []
        for line in self.output.splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                pass
        return found

    def await_line(self, text, seconds=20.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for line in (self.output + self.errors).splitlines():
                if text in line:
                    return line
            if self.child.poll() is not None:
                break
            time.sleep(0.02)
        raise Failed(f"waiting for '{text}' of {self.name}: it did not come in {seconds} s; exit {self.child.poll()}\n{(self.errors or self.output)[-1500:]}")

    def wait(self, seconds):
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"waiting for the end of {self.name}: it still ran after {seconds} s\n{self.errors[-1500:]}") from None

    def stop(self, seconds=10.0):
        """As Ctrl-C would, and by force when that does not help."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)
            try:
                self.child.wait(seconds)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
                return -9
        return self.child.returncode


class Stage:
    """One run: a private folder, and everything that was started in it. Use it with `with`."""

    def __init__(self, host, keep=False, env=None):
        self.host = host
        self.keep = keep
        self.folder = tempfile.mkdtemp(prefix="tenhost-call-")
        self.socket = os.path.join(self.folder, "channels.sock")
        self.env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        self.env.update({"TENHOST_CHANNELS": self.socket, "HEYGEN_API_KEY": "demo-heygen-key", "OPENAI_API_KEY": "demo-openai-key",
                         "AGORA_APP_ID": "970CA35de60c44645bbae8a215061b33"})
        self.env.update(env or {})
        self.started = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.stop()
        if self.keep:
            print(f"    the files are in {self.folder}", file=sys.stderr)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, command, env=None):
        process = Process(self, name, command, env)
        self.started.append(process)
        return process

    def channels(self):
        process = self.start("channels", [self.host, "channels", "--socket", self.socket])
        process.await_line("listening")
        return process

    def fake(self, kind, *arguments):
        """Starts a fake and returns its address; the graphs read it from the environment."""
        name = f"fake-{kind}"
        more = ["--socket", self.socket] if kind == "heygen" else []
        process = self.start(name, [PYTHON, f"{ROOT}/tools/fakes/{kind}", "--port", "0", *more, *arguments])
        address = process.await_line("listening on").split()[-1]
        self.env["HEYGEN_API_BASE" if kind == "heygen" else "OPENAI_API_BASE"] = address + ("" if kind == "heygen" else "/v1")
        return address

    def run(self, graph, channel, uid=17, name=None, arguments=(), env=None):
        """Starts a host for one call."""
        name = name or f"host-{channel}"
        process = self.start(
            name,
            [self.host, "run", graph, "--start", f"channel={channel}", "--start", f"user_uid={uid}", "--json", *arguments], env)
        return process

    def join(self, channel, uid=17, name=None, arguments=(), record=True, env=None):
        name = name or f"join-{channel}"
        more = ["--record", os.path.join(self.folder, name)] if record else []
        return self.start(name, [self.host, "join", channel, "--uid", str(uid), "--json", *more, *arguments], env)

    def speech(self, name, text):
        """A WAV of a voice that speaks `text`: 16 kHz mono."""
        path = os.path.join(self.folder, name)
        subprocess.run(["flite", "-voice", "rms", "-t", text, "-o", path], check=True, stdin=subprocess.DEVNULL)
        return path


def state(address):
    with urllib.request.urlopen(address + "/_fake/state", timeout=5) as answer:
        return json.load(answer)


def of_type(events, kind):
    return [event for event in events if event.get("type") == kind]


def transcripts(events, final=True):
    return [(e.get("role"), e.get("text")) for e in of_type(events, "transcript") if e.get("is_final") or not final]


def log_fields(text, word):
    """The `name=value` pairs of the log lines that begin with `word`, as numbers."""
    found = []
    for line in text.splitlines():
        place = line.find(word)
        if place < 0:
            continue
        fields = {}
        for part in line[place:].replace('"', " ").split():
            key, sign, value = part.partition("=")
            if sign and value.lstrip("-").isdigit():
                fields[key] = int(value)
        found.append(fields)
    return found


def build():
    result = subprocess.run([f"{ROOT}/tools/build", "--release", "tenhost"], stdout=subprocess.PIPE, check=True, text=True)
    return result.stdout.strip().splitlines()[-1]
