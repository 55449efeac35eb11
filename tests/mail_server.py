"""A real mail server on this machine, which can be told to fail at any step of a conversation.

It keeps what it has taken on in ``boxes``. At a step it does what ``plan`` says: drop the connection, answer with a
line of its own, wait, or call a function.
"""

import asyncio
import contextlib
import ssl
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

DROP = "drop"
STEPS = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "body", "dot", "stored", "reply")
"""In their order. ``body`` is while the letter is transmitted, ``dot`` when its end has come, ``stored`` when the
server has it but has not said so, ``reply`` when it has said so."""

Action = str | float | Callable[[], None]


@dataclass
class MailServer:
    """The server; its fields say how it is set up, what it has got and what it saw."""

    plan: dict[str, list[Action]] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    password: str = ""
    extensions: tuple[str, ...] = ("8BITMIME", "SIZE 33554432")
    boxes: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    seen: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0
    talks: list["Conversation"] = field(default_factory=list)

    def at(self, step: str, *actions: Action) -> None:
        """Do something at a step: one action each time, and when none is left nothing any more."""
        assert step in STEPS
        self.plan[step] = list(actions)

    @property
    def url(self) -> str:
        return f"smtp{'s' * self.implicit}://{'news@' if self.password else ''}127.0.0.1:{self.port}"

    def times(self, step: str) -> int:
        return self.seen.count(step)

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        listening = self._loop.create_server(
            lambda: Conversation(self, self._loop), "127.0.0.1", 0, ssl=self.tls if self.implicit else None
        )
        self._server = self._loop.run_until_complete(listening)
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._ended(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _ended(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for talk in self.talks:
            if talk.transport is not None:
                talk.transport.abort()  # type: ignore[attr-defined]
        await asyncio.sleep(0.01)


class Handler:
    """Answers for what aiosmtpd asks, and keeps what was sent."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    async def handle_EHLO(  # noqa: N802
        self, smtp: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        own = [line for line in responses[1:] if line[4:].split()[0] in ("AUTH", "STARTTLS")]
        return [responses[0], *own, *(f"250-{name}" for name in self.server.extensions), "250 HELP"]

    async def handle_DATA(self, smtp: "Conversation", session: Session, envelope: Envelope) -> str:  # noqa: N802
        if (answer := await smtp.reach("dot")) is not None:
            return answer
        for recipient in envelope.rcpt_tos:
            self.server.boxes[recipient].append(bytes(envelope.original_content or b""))
        return await smtp.reach("stored") or "250 2.0.0 it is ours"


class Conversation(SMTP):
    """One connection."""

    line_length_limit = 1001

    def __init__(self, server: MailServer, loop: asyncio.AbstractEventLoop) -> None:
        self.server = server
        server.talks.append(self)
        super().__init__(
            Handler(server),
            loop=loop,
            hostname="mx.example.org",
            tls_context=None if server.implicit else server.tls,
            auth_require_tls=False,
            authenticator=self._known,
        )

    def _known(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password.decode() == self.server.password, handled=False)

    async def reach(self, step: str) -> str | None:
        """Come to a step; return the answer that is planned there, if one is."""
        self.server.seen.append(step)
        actions = self.server.plan.get(step)
        action = actions.pop(0) if actions else None
        if action == DROP:
            assert self.transport is not None
            self.transport.abort()  # type: ignore[attr-defined]
            raise asyncio.CancelledError
        if isinstance(action, float):
            await asyncio.sleep(action)
        elif callable(action):
            action()
        return action if isinstance(action, str) and action else None

    async def answered(self, step: str) -> bool:
        """Tell whether a step was answered otherwise than usual."""
        answer = await self.reach(step)
        if answer:
            await self.push(answer)
        return bool(answer)

    async def push(self, status: str | bytes) -> None:
        self.server.said.append(str(status))
        await super().push(status)

    async def _handle_client(self) -> None:
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            if await self.answered("connect"):
                assert self.transport is not None
                self.transport.close()  # type: ignore[attr-defined]
                return
            await super()._handle_client()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802
        if not await self.answered("EHLO"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self.answered("STARTTLS"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self.answered("AUTH"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        self.server.said.append(f"MAIL {arg}")
        if not await self.answered("MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        if not await self.answered("RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self.answered("DATA"):
            return
        planned = self.server.plan.get("body")
        if planned and planned[0] == "":
            planned.pop(0)
        elif planned:
            await self.push("354 go on")
            await self._reader.read(1)
            await self.reach("body")
            return
        await super().smtp_DATA(arg)
        await self.reach("reply")


@contextlib.contextmanager
def serving(**how: Any) -> Iterator[MailServer]:
    """Run a server for a while."""
    with MailServer(**how) as server:
        yield server
