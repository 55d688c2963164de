"""A connection to cupsd that breaks between the request and its answer: cupsd has done what was asked, and nobody hears it."""

import socket
import threading
from types import TracebackType
from typing import Self

CREATE_JOB = 0x0005
_DONE = b"HTTP/1.1 200"
"""how an answer begins: cupsd sends it when it has done what was asked, and before it perhaps a `100 Continue`"""


class LossyProxy:
    """Passes everything on, but the answer to the next request of one IPP operation."""

    def __init__(self, port: int, *, operation: int) -> None:
        self._port = port
        self._mark = operation.to_bytes(2, "big")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.lost = 0

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._threads[0].join(10)  # the others end with their connections

    def _accept(self) -> None:
        try:
            while True:
                client, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()
        except OSError:
            return

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._port)) as server:
            losing = threading.Event()
            answers = threading.Thread(target=_pass_on, args=(server, client, losing), daemon=True)
            answers.start()
            while request := client.recv(65536):
                if self.lost == 0 and self._asks(request):
                    losing.set()
                    self.lost += 1
                server.sendall(request)
            server.shutdown(socket.SHUT_RDWR)
            answers.join(10)

    def _asks(self, data: bytes) -> bool:
        """Whether an IPP request of the operation begins in these bytes: version, operation, request id, operation attributes."""
        bodies = (data.partition(b"\r\n\r\n")[2], data)
        return any(len(body) > 8 and body[0] in (1, 2) and body[2:4] == self._mark and body[8] == 1 for body in bodies)


def _pass_on(source: socket.socket, target: socket.socket, losing: threading.Event) -> None:
    """Answers, until one is to be lost: the connection breaks when it has come, not before, for then cupsd might still be at it."""
    swallowed = b""
    try:
        while _DONE not in swallowed and (data := source.recv(65536)):
            if losing.is_set():
                swallowed += data
            else:
                target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        return
