"""Starts the server, asks it, kills it, and looks at what is left: processes, files, rows."""
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time

import aiohttp

import callkit

Failed = callkit.Failed


def build():
    """The release host and server: two paths."""
    result = subprocess.run(
        [f"{callkit.ROOT}/tools/build", "--release", "tenhost", "tenhost-server"], stdout=subprocess.PIPE, check=True, text=True)
    host, server = result.stdout.strip().splitlines()[-2:]
    return host, server


class Server:
    """A tenhost-server whose state outlives it: `kill` and `start` again."""

    def __init__(self, stage, server, host, graphs, arguments=(), env=None, prefix=()):
        self.stage, self.server, self.host = stage, server, host
        # The command that becomes the server, such as one that changes its user.
        self.prefix = list(prefix)
        self.graphs, self.arguments, self.env = graphs, list(arguments), env or {}
        self.state = os.path.join(stage.folder, "state")
        self.runtime = os.path.join(stage.folder, "run")
        self.address = None
        self.starts = 0
        self.process = None

    @property
    def pid(self):
        return self.process.child.pid

    @property
    def alive(self):
        return self.process is not None and self.process.child.poll() is None

    def start(self, seconds=30, more=()):
        listen = self.address.removeprefix("http://") if self.address else "127.0.0.1:0"
        self.starts += 1
        self.process = self.stage.start(
            f"server-{self.starts}",
            [*self.prefix, self.server, "--listen", listen, "--graphs", self.graphs, "--state", self.state, "--runtime", self.runtime, "--host", self.host,
             *self.arguments, *more], self.env)
        line = self.process.await_line("listens on http://", seconds)
        self.address = line[line.index("http://"):].split()[0].rstrip(",")
        return self

    def take_over(self, seconds=60):
        """Another server takes over from this one; how this one ended."""
        old = self.process
        self.start(seconds, ["--takeover"])
        return old.wait(20)

    def kill(self):
        self.process.child.kill()
        self.process.child.wait()

    def stop(self, signal_number=signal.SIGINT, seconds=60):
        self.process.child.send_signal(signal_number)
        try:
            return self.process.child.wait(seconds)
        except subprocess.TimeoutExpired:
            raise Failed(f"waiting for the end of the server: it still ran after {seconds} s\n{self.process.errors[-2000:]}") from None

    def end(self):
        """Stops it; what was wrong with how it ended, or had ended before."""
        died = None if self.alive else self.process.child.poll()
        status = self.stop() if died is None else died
        if died is None and status == 0:
            return []
        lines = [line for line in self.process.errors.splitlines() if not line.startswith("{")]
        return [f"the server {'ended by itself' if died is not None else 'ended'} with {status}: {' '.join(lines)[:600]}"]

    def processes(self):
        """Every process that was started for this runtime folder: fork servers and hosts, by number."""
        found = {}
        for number in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{number}/cmdline", "rb") as file:
                    words = file.read().split(b"\0")
                with open(f"/proc/{number}/stat") as file:
                    state = file.read().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if os.fsencode(self.runtime) in words and int(number) != (self.process.child.pid if self.process else 0):
                found[int(number)] = (state, b" ".join(words).decode(errors="replace").strip())
        return found

    def files(self):
        """What stands in the runtime folder."""
        return sorted(os.listdir(self.runtime)) if os.path.isdir(self.runtime) else []

    def await_nothing_left(self, seconds=15):
        """No process and no file of a host is left: the problems after so long."""
        end = time.monotonic() + seconds
        while True:
            problems = [f"process {number} ({state}): {line}" for number, (state, line) in self.processes().items()]
            problems += [f"file {name}" for name in self.files()]
            if not problems or time.monotonic() > end:
                return problems
            time.sleep(0.1)


class Client:
    """Asks the server; a connection that breaks is an answer with status 0."""

    def __init__(self, server, token=None, force_close=False):
        self.server = server
        headers = {"authorization": f"Bearer {token}"} if token else {}
        self.http = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=force_close), timeout=aiohttp.ClientTimeout(total=60), headers=headers)

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        await self.http.close()

    async def ask(self, method, path, body=None, headers=None):
        try:
            async with self.http.request(method, self.server.address + path, json=body, headers=headers) as answer:
                text = await answer.text()
                try:
                    return answer.status, json.loads(text)
                except ValueError:
                    return answer.status, text
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            return 0, f"{type(error).__name__}: {error}"

    async def insist(self, method, path, body=None, headers=None, seconds=90, again=(0, 429, 503)):
        """Asks until the server answers with something else than `again`."""
        end = time.monotonic() + seconds
        while True:
            status, answer = await self.ask(method, path, body, headers)
            if status not in again:
                return status, answer
            if time.monotonic() > end:
                raise Failed(f"{method} {path}: no better answer than {status} {str(answer)[:300]} in {seconds} s")
            await asyncio.sleep(0.05 + random.random() * 0.2)

    async def sessions(self, query=""):
        """Every session that the server knows, over all pages."""
        found, cursor = [], ""
        while True:
            status, page = await self.insist("GET", f"/v1/sessions?limit=100{query}{cursor}")
            if status != 200:
                raise Failed(f"listing the sessions: {status} {page}")
            found += page["sessions"]
            if not page.get("next"):
                return found
            cursor = f"&cursor={page['next']}"


def resident(pid):
    """Bytes of resident memory."""
    with open(f"/proc/{pid}/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE")


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def report(name, wrong, figures):
    """Prints the figures and what was wrong; the exit code."""
    print(json.dumps({"scenario": name, **figures, "wrong": len(wrong)}))
    for line in wrong[:40]:
        print(f"    wrong: {line}", file=sys.stderr)
    return 1 if wrong else 0
