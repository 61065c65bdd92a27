"""Looks for secrets where none may be: in files and in command lines, as they are and as encodings would show them."""
import base64
import os
import threading
import urllib.parse


def forms(secret):
    """The secret as it is, and as encodings would show it; base64 for each of the three places in which it may begin."""
    data = secret.encode()
    found = {secret, urllib.parse.quote(secret, safe=""), secret.encode().hex()}
    for shift in range(3):
        text = base64.b64encode(bytes(shift) + data).decode().rstrip("=")
        whole = text[(0, 2, 3)[shift]:len(text) - 2]
        found |= {whole, whole.replace("+", "-").replace("/", "_")}
    found.add("".join(f"%{byte:02X}" for byte in data))
    return [form.encode().lower() for form in found]


class CommandLines(threading.Thread):
    """Reads the command lines of all processes again and again."""

    def __init__(self, canaries):
        super().__init__(daemon=True)
        self.canaries = canaries
        self.over = threading.Event()
        self.found = set()
        self.read = 0

    def add(self, canaries):
        """Looks for these from now on too."""
        self.canaries = {**self.canaries, **canaries}

    def run(self):
        while not self.over.wait(0.02):
            canaries = self.canaries
            for process in os.listdir("/proc"):
                if not process.isdigit():
                    continue
                try:
                    with open(f"/proc/{process}/cmdline", "rb") as file:
                        data = file.read().lower()
                except OSError:
                    continue
                self.read += 1
                self.found |= named(data, canaries)


def named(data, canaries):
    """The names of those that are in `data`."""
    data = data.lower()
    return {name for name, shown in canaries.items() if any(form in data for form in shown)}


def files(folder):
    for place, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(place, name)
            if os.path.isfile(path):
                yield path


def search(folder, canaries):
    """What was found, and how many files and bytes were read. A file that goes meanwhile is passed over."""
    found, count, size = [], 0, 0
    for path in files(folder):
        try:
            with open(path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            continue
        count += 1
        size += len(data)
        found += [f"{name} in {os.path.basename(path)}" for name in sorted(named(data, canaries))]
    return found, count, size


def proven(folder, secrets):
    """Whether a search finds each of the secrets in a file that has them all."""
    path = os.path.join(folder, "decoy", "b64")
    os.mkdir(os.path.dirname(path))
    with open(path, "wb") as file:
        file.write(base64.b64encode(b'{"key":"' + "".join(secrets.values()).encode() + b'"}'))
    found = search(os.path.dirname(path), {name: forms(value) for name, value in secrets.items()})[0]
    os.remove(path)
    os.rmdir(os.path.dirname(path))
    return len(found) == len(secrets)
