"""Does what the Dockerfile says, where there is no engine to build it: `python -m tools.docker_steps check`.

Every stage is a folder that its steps see as the root (a mount namespace and `chroot`: Linux, as root). The base
image is this machine's Python and its /usr, read-only. What comes of it is then started as `docker run
--read-only --tmpfs /tmp -v data:/data` would start it: as the image's user, on a root that nobody can write.
"""

from __future__ import annotations

import os
import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tools import dockerfile
from tools.dockerfile import Instruction, Stage

ROOT = Path(__file__).resolve().parent.parent
BASE_PATH = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"

# $1: the root; $2: where this machine's Python is; $3: a volume, or nothing where the root may be written; the
# rest is what to run there. All mounts end with the process that made them.
ENTER = """
set -e
root=$1; python=$2; volume=$3; shift 3
mount --bind "$root" "$root"
for folder in usr etc dev proc; do mount --rbind "/$folder" "$root/$folder"; done
mount -o remount,bind,ro "$root/usr"
[ "$python" = /usr/local ] || mount --bind "$python" "$root/usr/local"
mount -t tmpfs tmpfs "$root/tmp"
if [ -n "$volume" ]; then
  mount --bind "$root$volume" "$root$volume"
  mount -o remount,bind,ro "$root"
fi
exec chroot "$@"
"""


@dataclass
class Built:
    """What the steps of a stage have made: a root folder, and how things are started in it."""

    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": BASE_PATH})
    workdir: str = "/"
    user: str = "0:0"
    volume: str = ""
    program: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    healthcheck: tuple[str, ...] = ()

    def command(self, *words: str, writable: bool = False) -> list[str]:
        """Return what runs these words in the root: the machine's way of `docker run`."""
        volume = "" if writable else self.volume
        entered = ["unshare", "--mount", "sh", "-c", ENTER, "enter", str(self.root), str(_python()), volume]
        inside = 'cd "$0" && exec "$@"'
        return [
            *entered,
            f"--userspec={self.user}",
            "--groups=",
            str(self.root),
            "/bin/sh",
            "-c",
            inside,
            self.workdir,
            *words,
        ]

    def surroundings(self, settings: Mapping[str, str]) -> dict[str, str]:
        """Return the environment of what is started: the image's, and the settings of whoever starts it."""
        # A shared libpython is looked for where it was built, unless told.
        return {"HOME": "/", "LD_LIBRARY_PATH": "/usr/local/lib", **self.environment, **settings}

    def start(self, *arguments: str, settings: Mapping[str, str]) -> subprocess.Popen[str]:
        """Start the image's program; the process is the program's own, so a signal reaches it."""
        words = (*self.program, *(arguments or self.arguments))
        pipe = subprocess.PIPE
        return subprocess.Popen(
            self.command(*words), env=self.surroundings(settings), stdout=pipe, stderr=pipe, text=True
        )

    def run(self, *words: str, settings: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run something to its end beside the program, as `docker exec` would."""
        surroundings = self.surroundings(settings or {})
        return subprocess.run(
            self.command(*words), env=surroundings, capture_output=True, text=True, check=False
        )


def build(folder: Path, source: Path = ROOT) -> Built:
    """Carry out every stage of the source's Dockerfile under a folder; return what the last has made."""
    stages = dockerfile.parse((source / "Dockerfile").read_text())
    done: dict[str, Built] = {}
    for stage in stages:
        done[stage.name] = _Steps(Built(_base(folder / stage.name)), source, done).take(stage)
    return done[stages[-1].name]


def _base(root: Path) -> Path:
    """Make the empty root of a stage, into which the machine's own folders are mounted."""
    for name in ("usr", "etc", "dev", "proc", "tmp"):
        (root / name).mkdir(parents=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    return root


def _python() -> Path:
    """Return the folder that stands for /usr/local of the base image: where `bin/python` is."""
    return Path(sys.base_prefix)


@dataclass
class _Steps:
    """Carries out the instructions of one stage."""

    built: Built
    source: Path
    done: Mapping[str, Built]

    def take(self, stage: Stage) -> Built:
        for instruction in stage.instructions:
            getattr(self, f"_{instruction.word.lower()}")(instruction)
        return self.built

    def _run(self, step: Instruction) -> None:
        print(f"RUN {step.rest}", flush=True)
        registry = {name: value for name, value in os.environ.items() if _leads_to_the_registry(name)}
        command = self.built.command("/bin/sh", "-c", step.rest, writable=True)
        subprocess.run(command, env=self.built.surroundings(registry), check=True, stdout=subprocess.DEVNULL)

    def _copy(self, step: Instruction) -> None:
        *names, target = step.words
        if stage := step.options.get("from"):
            for name in names:
                shutil.copytree(self._inside(name, self.done[stage]), self._inside(target), symlinks=True)
            return
        for file in dockerfile.context(self.source):
            if "." in names or file.parts[0] in names:
                place = self._inside(target) / file
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(self.source / file, place)

    def _inside(self, path: str, built: Built | None = None) -> Path:
        """Return where a path of the image is on this machine."""
        return (built or self.built).root / (Path(self.built.workdir) / path).relative_to("/")

    def _env(self, step: Instruction) -> None:
        for pair in step.words:
            name, _, value = pair.partition("=")
            self.built.environment[name] = string.Template(value).safe_substitute(self.built.environment)

    def _workdir(self, step: Instruction) -> None:
        self.built.workdir = step.rest
        self._inside(step.rest).mkdir(parents=True, exist_ok=True)

    def _volume(self, step: Instruction) -> None:
        self.built.volume = step.rest

    def _user(self, step: Instruction) -> None:
        self.built.user = step.rest

    def _entrypoint(self, step: Instruction) -> None:
        self.built.program = tuple(step.words)

    def _cmd(self, step: Instruction) -> None:
        self.built.arguments = tuple(step.words)

    def _healthcheck(self, step: Instruction) -> None:
        self.built.healthcheck = tuple(Instruction("CMD", step.rest.removeprefix("CMD ")).words)

    def _label(self, step: Instruction) -> None:
        """A label changes nothing that runs."""

    def _stopsignal(self, step: Instruction) -> None:
        """Whoever stops the program reads this."""


def _leads_to_the_registry(name: str) -> bool:
    """Say whether pip needs this to find its packages; a folder of this machine is not seen inside."""
    return (name.startswith("PIP_") and name != "PIP_FIND_LINKS") or name.upper().endswith("_PROXY")


def main(arguments: Sequence[str]) -> int:
    """Build in a folder of its own, start the program there with these arguments, and return how it ended."""
    with tempfile.TemporaryDirectory(prefix="parvis-image-") as folder:
        ended = build(Path(folder)).start(*arguments, settings=_given())
        print(*ended.communicate(), sep="\n")
        return ended.returncode


def _given() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name.startswith("PARVIS_")}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
