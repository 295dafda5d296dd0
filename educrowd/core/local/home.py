"""Where the servers' files are, and the account that may own them."""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

# A socket's address holds 107 characters, and its own name takes part of them.
LONGEST_SOCKET_FOLDER = 85
ADVICE = "set EDUCROWD_HOME to a folder you may write to"


class Unavailable(Exception):
    """The servers cannot run here; the message says what to do."""


@dataclass(frozen=True)
class Home:
    """A data folder, with the place its servers can really use."""

    path: Path
    account: pwd.struct_passwd | None
    files: Path
    sockets: Path

    @classmethod
    def at(cls, path: str | Path) -> Self:
        """The home in `path`, which is made if it does not exist."""
        path = Path(path).absolute()
        _make(path)
        account = _account(path)
        files = path if _may_enter(path, account) else _elsewhere(path)
        return cls(path, account, files, _sockets(path, files, account))

    def prepare(self) -> None:
        """Make the folders, each owned by the account."""
        if self.files != self.path:
            _make(self.files)
            self._point_at(self.files)
        for folder in (self.sockets, self.files / "postgres", self.files / "valkey"):
            self.own(folder)

    def own(self, folder: Path) -> None:
        """Make `folder`, for the account alone."""
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            if self.account:
                os.chown(folder, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)
        except OSError as error:
            raise Unavailable(f"cannot use {folder}: {error.strerror}") from error
        self._refuse_a_stranger(folder)

    def program(self, path: Path) -> Path:
        """`path`, or its copy where the account may run it, together with the package that it comes with."""
        if _may_enter(path, self.account):
            return path
        packages = next((parent for parent in path.parents if parent.name == "site-packages"), None)
        if packages is None:
            raise Unavailable(f"the account {self.account.pw_name} may not run {path}" if self.account else str(path))
        package = path.relative_to(packages).parts[0]
        copies = self.files / f"programs-{_digest(path)}-{path.stat().st_mtime_ns}"
        _make(copies)
        # The wheel's shared libraries are beside it, and found by relative path.
        for folder in packages.glob(f"{package}*"):
            if not (copies / folder.name).exists():
                _copy(folder, copies / folder.name)
        return copies / path.relative_to(packages)

    def identity(self) -> dict:
        """The arguments of Popen that make a process run as the account."""
        if not self.account:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def _point_at(self, files: Path) -> None:
        link = self.path / "servers"
        if not link.is_symlink():
            link.symlink_to(files)

    def _refuse_a_stranger(self, folder: Path) -> None:
        expected = self.account.pw_uid if self.account else os.geteuid()
        found = folder.lstat()
        if found.st_uid != expected or folder.is_symlink():
            raise Unavailable(f"{folder} belongs to another account: remove it or set EDUCROWD_HOME to another folder")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True)
        folder.chmod(0o711)
    except FileExistsError:
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise Unavailable(f"cannot write to {folder}; {ADVICE}") from None
    except OSError as error:
        raise Unavailable(f"cannot make {folder}: {error.strerror}; {ADVICE}") from error


def _account(path: Path) -> pwd.struct_passwd | None:
    """Whom to run as: PostgreSQL refuses root, so root borrows an account, first that of existing data."""
    if os.geteuid() != 0:
        return None
    data = path / "postgres"
    if data.exists() and data.stat().st_uid:
        return pwd.getpwuid(data.stat().st_uid)
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("PostgreSQL refuses to run as root, and no account `nobody` exists: run as another user")


def _may_enter(folder: Path, account: pwd.struct_passwd | None) -> bool:
    if account is None:
        return True
    identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    return subprocess.run(["test", "-x", folder], cwd="/", **identity).returncode == 0


def _elsewhere(path: Path) -> Path:
    return Path("/var/lib/educrowd") / _digest(path)


def _sockets(path: Path, files: Path, account: pwd.struct_passwd | None) -> Path:
    inside = files / "sockets"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
        return inside
    return Path("/tmp") / f"educrowd-{account.pw_uid if account else os.geteuid()}-{_digest(path)}"


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _copy(folder: Path, copy: Path) -> None:
    partial = copy.with_name(f"partial-{copy.name}")
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(folder, partial, symlinks=True)
    for path in [partial, *partial.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    partial.rename(copy)
