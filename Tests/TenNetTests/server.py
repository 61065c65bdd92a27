"""The other side of the network tests. Prints its ports, and ends with its parent."""

import asyncio
import os
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
        await asyncio.sleep(float(request.query.get("pause", "0")))
    if "cut" in request.query:
        request.transport.abort()
    return response


async def short(request):
    request.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n" + b"x" * 5000)
    request.transport.close()
    await asyncio.sleep(1)


async def endless(request):
    request.transport.write(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000)
    request.transport.close()
    await asyncio.sleep(1)


async def chunks(request):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n"
    tail = b"4\r\nefgh\r\n0\r\n\r\n"
    request.transport.write(head + tail if request.match_info["way"] == "one" else head)
    await asyncio.sleep(0.05)
    if request.match_info["way"] == "two":
        request.transport.write(tail)
    request.transport.close()
    await asyncio.sleep(1)


async def events(request):
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    for data in ["0", "1", "2", "[DONE]"]:
        await response.write(f"data: {data}\n\n".encode())
        await asyncio.sleep(0.05)
    await asyncio.sleep(2)
    return response


async def hang(request):
    await asyncio.sleep(30)


async def socket(request):
    if request.query.get("token") != "good":
        return web.Response(status=401)
    ws = web.WebSocketResponse(max_msg_size=0, autoping="deaf" not in request.query)
    await ws.prepare(request)
    async for message in ws:
        if message.type == WSMsgType.TEXT and message.data == "bye":
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
    app.router.add_get("/hang", hang)
    app.router.add_get("/chunks/{way}", chunks)
    app.router.add_get("/short", short)
    app.router.add_get("/endless", endless)
    app.router.add_get("/events", events)
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
        tunnel = await asyncio.start_server(proxy, "127.0.0.1", 0)
        print(*ports, cert, tunnel.sockets[0].getsockname()[1], flush=True)
        parent = os.getppid()
        while os.getppid() == parent:
            await asyncio.sleep(0.2)


asyncio.run(main())
sys.exit(0)
