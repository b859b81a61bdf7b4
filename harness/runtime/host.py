"""What of this machine's settings a build needs: its CA bundle, its proxies, its package indexes, Go's module proxy.

They reach a build as secrets, which are mounted while a step runs and are in no layer: an index's address may well hold
a password.
"""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from harness.runtime.trouble import TroubleError

_IN_BUILD = "/run/secrets"
_SYSTEM_BUNDLES = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
_BUNDLE_VARIABLES = ("SUPERBRIDGE_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE")
_PROXIES = ("http_proxy", "https_proxy", "no_proxy", "all_proxy")
_GO = ("GOPROXY", "GOSUMDB", "GONOSUMDB", "GOPRIVATE", "GONOPROXY", "GOINSECURE")
# What of pip's settings means the same inside: paths and certificates of this machine don't.
_PIP = ("index-url", "extra-index-url", "trusted-host", "proxy", "timeout", "retries")


def ca_bundle(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Find the CA bundle that this machine trusts: what the first variable set names, else a usual place.

    Raises `TroubleError` when the variable names no file: builds would trust something else without a word.
    """
    variable = next((name for name in _BUNDLE_VARIABLES if environ.get(name)), None)
    if variable is None:
        return next((Path(place) for place in _SYSTEM_BUNDLES if Path(place).is_file()), None)
    if not Path(environ[variable]).is_file():
        raise TroubleError(f"{variable} names {environ[variable]}, which is no file", f"Correct or unset {variable}.")
    return Path(environ[variable])


def secrets(environ: Mapping[str, str] = os.environ, home: Path | None = None) -> dict[str, bytes]:
    """Return what to mount in a build, by id: `host` (a shell script of exports), `ca`, `apt`, `pip` and `npm`."""
    home = home or Path.home()
    bundle = ca_bundle(environ)
    return {
        "host": _exports(environ, _go(environ, home), trusts=bundle is not None).encode(),
        "ca": bundle.read_bytes() if bundle else b"",
        "apt": _apt(trusts=bundle is not None).encode(),
        "pip": _pip(environ, home).encode(),
        "npm": _npm(environ, home).encode(),
    }


def debian_mirror() -> str:
    """Return the mirror that this machine's own apt takes bookworm from; "" leaves it to debootstrap."""
    if shutil.which("apt-get") is None:
        return ""
    form = "$(ORIGIN)|$(CODENAME)|$(COMPONENT)|$(REPO_URI)"
    shown = subprocess.run(  # noqa: S603
        ["apt-get", "indextargets", "--format", form],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    for line in shown.stdout.splitlines():
        origin, codename, component, uri = line.split("|", 3)
        if (origin, codename, component) == ("Debian", "bookworm", "main"):
            return uri.rstrip("/")
    return ""


def _exports(environ: Mapping[str, str], more: Mapping[str, str], *, trusts: bool) -> str:
    wanted = {
        **more,
        "DEBIAN_FRONTEND": "noninteractive",
        "APT_CONFIG": f"{_IN_BUILD}/apt",
        "PIP_CONFIG_FILE": f"{_IN_BUILD}/pip",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "NPM_CONFIG_USERCONFIG": f"{_IN_BUILD}/npm",
    }
    if trusts:
        variables = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
        wanted |= dict.fromkeys(variables, f"{_IN_BUILD}/ca")
    for name in _PROXIES:
        value = environ.get(name) or environ.get(name.upper())
        if value:
            wanted |= {name: value, name.upper(): value}
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in wanted.items())


def _apt(*, trusts: bool) -> str:
    lines = [f'Acquire::https::CAInfo "{_IN_BUILD}/ca";'] if trusts else []
    if shutil.which("apt-config"):
        dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False)  # noqa: S607
        lines += re.findall(r'^Acquire::https?::Proxy\S* ".+";$', dump.stdout, flags=re.MULTILINE)
    return "\n".join([*lines, 'Acquire::Retries "3";', ""])


def _pip(environ: Mapping[str, str], home: Path) -> str:
    found: dict[str, str] = {}
    for place in _pip_files(environ, home):
        parser = configparser.RawConfigParser()
        try:
            parser.read(place)
        except configparser.Error:
            continue  # pip itself would refuse it; the build then says what it lacks
        for section in ("global", "install"):
            found |= {key: parser[section][key] for key in _PIP if parser.has_option(section, key)}
    for key in _PIP:
        value = environ.get("PIP_" + key.upper().replace("-", "_"))
        if value:
            found[key] = value
    body = "".join("{} = {}\n".format(key, value.replace("\n", "\n  ")) for key, value in found.items())
    return f"[global]\n{body}"


def _pip_files(environ: Mapping[str, str], home: Path) -> Iterator[str]:
    yield "/etc/pip.conf"
    yield str(home / ".pip" / "pip.conf")
    yield str(Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip" / "pip.conf")
    yield environ.get("PIP_CONFIG_FILE", "")


def _go(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    place = Path(environ.get("GOENV") or Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "go" / "env")
    lines = place.read_text(errors="replace").splitlines() if place.is_file() else []
    kept = dict(line.split("=", 1) for line in lines if "=" in line)
    return {name: value for name in _GO if (value := environ.get(name) or kept.get(name))}


def _npm(environ: Mapping[str, str], home: Path) -> str:
    kept = []
    for place in (Path("/etc/npmrc"), Path(environ.get("NPM_CONFIG_USERCONFIG") or home / ".npmrc")):
        if place.is_file():
            lines = place.read_text(errors="replace").splitlines()
            kept += [
                line for line in lines if re.match(r"\s*(@[^=]+:registry|registry|//|proxy|https-proxy|noproxy)", line)
            ]
    registry = environ.get("NPM_CONFIG_REGISTRY") or environ.get("npm_config_registry")
    if registry:
        kept.append(f"registry={registry}")
    return "\n".join([*kept, "update-notifier=false", "fund=false", "audit=false", ""])
