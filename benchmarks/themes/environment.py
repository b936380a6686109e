"""The peers' environment: outside the repository, made when it is missing.

Locked anew, from the root of the repository, by::

    echo "torch ; python_version < '3'" > no-torch.txt
    uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --override no-torch.txt benchmarks/themes/requirements.in -o benchmarks/themes/requirements.txt

PyTorch is installed by version and not by hash: its builds for CPU, CUDA and Metal differ from machine to
machine. Where pip would bring the CUDA build and its gigabytes, install ``torch`` of `TORCH` there first.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).with_name("requirements.txt")
TORCH = "2.13.0"
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:")


def python_of(environment: Path) -> Path:
    """Path of the environment's interpreter."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure(environment: Path) -> Path:
    """Make the environment unless it holds what the lock says; return its interpreter.

    Raises
    ------
    subprocess.CalledProcessError
        It could not be made; pip has said why.
    """
    python = python_of(environment)
    mark, wanted = environment / "lock.sha256", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    if python.exists() and mark.is_file() and mark.read_text(encoding="utf-8") == wanted:
        return python
    print(f"Installing the peers into {environment} (some minutes, 2 GB or more) …", file=sys.stderr, flush=True)
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
    subprocess.run([str(python), *_PIP, f"torch=={TORCH}"], check=True)
    subprocess.run([str(python), *_PIP, "--require-hashes", "-r", str(LOCK)], check=True)
    mark.write_text(wanted, encoding="utf-8")
    return python
