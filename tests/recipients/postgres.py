"""A PostgreSQL server of the tests' own: on a socket and a port of this machine, and gone when they end."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PASSWORD = "s3cret-Pa55word"  # what must never be printed
USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs. ``socket`` is the folder of its socket, where no password is asked for."""

    socket: Path
    port: int

    def local(self, user: str = "owner") -> str:
        """Return the URL for a user who comes by the socket."""
        return f"postgresql+psycopg://{user}@/postgres?host={self.socket}&port={self.port}"

    def remote(self, user: str = "owner", password: str = PASSWORD, database: str = "postgres") -> str:
        """Return the URL for a user who comes by the network, with the password in it."""
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"


def program(name: str) -> str | None:
    """Return where a program of PostgreSQL is; Debian keeps them out of the way."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return shutil.which(name) or (str(found[-1]) if found else None)


@contextmanager
def running() -> Iterator[Server]:
    """Run a server. It refuses to work for root, and is started as another user then."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: the path of a socket has 107 bytes
    user = next((name for name in USERS if os.geteuid() == 0 and shutil.which("setpriv") and _known(name)), None)
    before = ["setpriv", f"--reuid={user}", "--clear-groups"] if user else []
    try:
        if user:
            shutil.chown(folder, user)
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        (folder / "password").chmod(0o644)
        server = Server(folder, _free_port())
        data = str(folder / "data")
        options = f"-k {folder} -h 127.0.0.1 -p {server.port} -F"
        make = ["-D", data, "-U", "owner", f"--pwfile={folder}/password", "-A", "trust", "--auth-host=scram-sha-256"]
        _run([*before, program("initdb"), *make, "-E", "UTF8", "--no-sync", "--locale=C"])
        _run([*before, program("pg_ctl"), "-D", data, "-w", "-o", options, "-l", f"{folder}/log", "start"])
        try:
            yield server
        finally:
            _run([*before, program("pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str | None]) -> None:
    words = [word for word in command if word is not None]
    done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/")
    assert done.returncode == 0, done.stderr.decode()


def _known(user: str) -> bool:
    import pwd

    try:
        return bool(pwd.getpwnam(user))
    except KeyError:
        return False


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
