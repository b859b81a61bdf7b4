"""What a build is told of this machine, and what it isn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.runtime import host
from harness.runtime.trouble import TroubleError

INDEX = "https://me:secret@index.test/simple"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text(
        f"[global]\nindex-url = {INDEX}\ncert = /my/own.pem\nfind-links = /my/wheels\n"
    )
    (tmp_path / ".npmrc").write_text("registry=https://npm.test/\ncafile=/my/own.pem\nsave-exact=true\n")
    return tmp_path


def test_indexes_come_along_and_paths_do_not(home):
    """A package index of one's own reaches the build; paths that mean nothing inside stay outside."""
    secrets = host.secrets({}, home)

    assert f"index-url = {INDEX}" in secrets["pip"].decode()
    assert b"registry=https://npm.test/" in secrets["npm"]
    assert b"/my/" not in b"".join(secrets[name] for name in ("pip", "npm", "host"))


def test_environment_overrides_files(home):
    """PIP_INDEX_URL counts more than pip's files, as it does for pip."""
    secrets = host.secrets({"PIP_INDEX_URL": "https://other.test/"}, home)

    assert b"index-url = https://other.test/" in secrets["pip"]
    assert INDEX.encode() not in secrets["pip"]


def test_a_module_proxy_of_ones_own_comes_along(home):
    """Go's module proxy reaches the build from the file that `go env -w` writes; the environment counts more."""
    (home / ".config" / "go").mkdir()
    (home / ".config" / "go" / "env").write_text("GOPROXY=http://modules.test\nGOBIN=/my/bin\nGOSUMDB=off\n")

    script = host.secrets({"GOSUMDB": "sums.test"}, home)["host"].decode()

    assert "export GOPROXY=http://modules.test\n" in script
    assert "export GOSUMDB=sums.test\n" in script
    assert "GOBIN" not in script


def test_proxies_reach_both_spellings(home):
    """A proxy is exported in small and capital letters, because tools read one or the other."""
    script = host.secrets({"HTTPS_PROXY": "http://proxy.test:3128"}, home)["host"].decode()

    assert "export https_proxy=http://proxy.test:3128\n" in script
    assert "export HTTPS_PROXY=http://proxy.test:3128\n" in script


@pytest.mark.parametrize("variable", ["SUPERBRIDGE_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT"])
def test_bundle_is_found_by_any_usual_variable(variable, tmp_path):
    """The CA bundle that a variable names is what builds trust."""
    bundle = tmp_path / "company.pem"
    bundle.write_text("a company's authorities")

    assert host.secrets({variable: str(bundle)}, tmp_path)["ca"] == b"a company's authorities"


def test_a_variable_that_names_nothing_is_told(tmp_path):
    """A variable that names no bundle is told, and no other bundle is taken in its place; an empty one counts not."""
    real = tmp_path / "real.pem"
    real.write_text("x")

    with pytest.raises(TroubleError, match=r"SSL_CERT_FILE names /nowhere\.pem, which is no file.*unset SSL_CERT_FILE"):
        host.ca_bundle({"SSL_CERT_FILE": "/nowhere.pem", "PIP_CERT": str(real)})
    assert host.ca_bundle({"SSL_CERT_FILE": "", "PIP_CERT": str(real)}) == real
