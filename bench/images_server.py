"""A slow images server on loopback, as a process of its own: answers every request after so many seconds.

`python -m bench.images_server PORT SECONDS SIDE_PX`. Speaks what the client of images servers needs and no
more; every answer is one of eight pictures that were encoded before the first request came.
"""

import asyncio
import base64
import io
import itertools
import json
import sys

import numpy as np
from PIL import Image

PICTURES = 8
BACKLOG = 1024


def main(port: int, seconds: float, side_px: int) -> None:
    """Serve until killed."""
    bodies = itertools.cycle([_body(number, side_px) for number in range(PICTURES)])

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        count = json.loads(await reader.readexactly(length))["n"]
        await asyncio.sleep(seconds)
        body = b'{"data": [' + b", ".join(next(bodies) for _ in range(count)) + b"]}"
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n")
        writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=BACKLOG)
        print("ready", flush=True)
        async with server:
            await server.serve_forever()

    asyncio.run(serve())


def _body(number: int, side_px: int) -> bytes:
    """A soft picture that compresses as photographs do, as one item of the answer's list."""
    dots = np.random.default_rng(number).integers(0, 255, (24, 24, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(dots).resize((side_px, side_px), Image.Resampling.BICUBIC).save(
        out, "PNG", compress_level=1
    )
    return json.dumps({"b64_json": base64.b64encode(out.getvalue()).decode()}).encode()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
