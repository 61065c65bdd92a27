"""The other side of the network tests. Prints its ports, and ends with its parent."""

import asyncio
import contextlib
import ssl
import subprocess
import sys
import tempfile

from aiohttp import WSMsgType, web


async def hello(request):
    return web.Response(text="hello", headers={"retry-after": "7", "x-request-id": "abc"})


async def echo(request):
    body = await request.read()
    return web.Response(body=body, headers={"x-trace-id": request.method, "content-type": request.content_type})


async def status(request):
    return web.Response(status=int(request.match_info["code"]), headers={"location": "/hello"}, text="no")


async def stream(request):
    response = web.StreamResponse()
    await response.prepare(request)
    for _ in range(int(request.query.get("pieces", "10"))):
        await response.write(b"x" * int(request.query.get("size", "1000")))
    return response


class Puppet:
    """The connections to `/NAME` at the puppets' port: they say nothing of themselves, and last until the test or the client ends them."""

    named = {}

    def __init__(self):
        self.writers = []
        self.gone = 0
        self.changed = asyncio.Event()

    @classmethod
    def of(cls, name):
        return cls.named.setdefault(name, cls())

    def change(self):
        changed, self.changed = self.changed, asyncio.Event()
        changed.set()

    async def until(self, condition):
        while not condition():
            await self.changed.wait()

    @classmethod
    async def serve(cls, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        puppet = cls.of(head.split()[1].decode().removeprefix("/"))
        puppet.writers.append(writer)
        puppet.change()
        with contextlib.suppress(ConnectionError):
            await reader.read()
        puppet.gone += 1
        puppet.change()
        writer.close()


async def puppet(request):
    """What a test tells a puppet, as soon as that is possible; the answer comes when it has happened."""
    puppet, count = Puppet.of(request.match_info["name"]), int(request.query.get("count", "1"))
    await puppet.until(lambda: len(puppet.writers) >= count)
    writer = puppet.writers[-1]
    match request.match_info["order"]:
        case "begun":
            pass
        case "gone":
            await puppet.until(lambda: puppet.gone >= count)
        case "say":
            writer.write(await request.read())
            # To a client that has gone, it says nothing.
            with contextlib.suppress(ConnectionError):
                await writer.drain()
        case "close":
            writer.close()
        case "cut":
            writer.transport.abort()
    return web.Response()


async def socket(request):
    if request.query.get("token") != "good":
        return web.Response(status=401)
    ws = web.WebSocketResponse(max_msg_size=0, autoping=False)
    await ws.prepare(request)
    pings = 0
    async for message in ws:
        if message.type == WSMsgType.PING and "deaf" not in request.query:
            await ws.pong(message.data)
            pings += 1
            if pings == 5:
                await ws.send_str("five pings")
        elif message.type == WSMsgType.TEXT and message.data == "bye":
            await ws.close(code=4003, message=b"as asked")
        elif message.type == WSMsgType.TEXT and message.data == "cut":
            request.transport.abort()
        elif message.type == WSMsgType.TEXT:
            await ws.send_str(message.data)
        elif message.type == WSMsgType.BINARY:
            await ws.send_bytes(message.data)
    return ws


async def proxy(reader, writer):
    """Tunnels whatever name is asked for to the port that is asked for, here."""
    line = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")[0].split()
    if line[0] != b"CONNECT":
        writer.close()
        return
    there, back = await asyncio.open_connection("127.0.0.1", int(line[1].split(b":")[1]))
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")

    async def pump(source, sink):
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()

    await asyncio.gather(pump(reader, back), pump(there, writer), return_exceptions=True)


async def main():
    app = web.Application(client_max_size=1 << 26)
    app.router.add_get("/hello", hello)
    app.router.add_route("*", "/echo", echo)
    app.router.add_get("/status/{code}", status)
    app.router.add_get("/stream", stream)
    app.router.add_post("/puppets/{name}/{order}", puppet)
    app.router.add_get("/ws", socket)
    runner = web.AppRunner(app)
    await runner.setup()
    plain = web.TCPSite(runner, "127.0.0.1", 0)
    await plain.start()
    with tempfile.TemporaryDirectory() as folder:
        key, cert = folder + "/key.pem", folder + "/cert.pem"
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout", key, "-out", cert]
            + subject, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
        secure = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context)
        await secure.start()
        ports = [site._server.sockets[0].getsockname()[1] for site in (plain, secure)]
        tunnel, puppets = [await asyncio.start_server(serve, "127.0.0.1", 0) for serve in (proxy, Puppet.serve)]
        ports += [server.sockets[0].getsockname()[1] for server in (tunnel, puppets)]
        # The parent holds the other end of the pipe, and never reads on: it breaks when the parent has ended.
        ended = asyncio.Event()
        pipe = await asyncio.get_running_loop().connect_write_pipe(lambda: Parent(ended), sys.stdout)
        pipe[0].write(" ".join([*map(str, ports), cert]).encode() + b"\n")
        await ended.wait()


class Parent(asyncio.BaseProtocol):
    def __init__(self, ended):
        self.ended = ended

    def connection_lost(self, error):
        self.ended.set()


asyncio.run(main())
