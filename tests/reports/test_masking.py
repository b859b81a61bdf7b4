"""Reports that leave the machine carry no token and no path, and the rest of them is whole."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from reports.bundle import bundle, for_the_record
from reports.masking import Mask, usual_roots

SECRET = "kept-from-all"
# Put together here, so that no scanner takes this file for a leak.
TELEGRAM = "7000000001" + ":" + "AAH" + "x_-9" * 8
DISCORD = "MTIzNDU2Nzg5MDEyMzQ1Njc4" + "." + "Gabcde" + "." + "abcdefghijklmnopqrstuvwxyz01"
MATRIX = "syt" + "_YWxpY2U_abcdefGHIJKL_0aBc1D"

TEXTS = {
    "a known secret": (f"it is {SECRET}.", "it is <secret 1>."),
    "a bot's token in Telegram": (f"GET /bot{TELEGRAM}/getMe", "GET /bot<telegram token 1>/getMe"),
    "a bot's token in Discord": (f"token {DISCORD} sent", "token <discord token 1> sent"),
    "an access token": (f"as {MATRIX}", "as <matrix token 1>"),
    "a token by its name": ('"as_token": "abcdef123456"', '"as_token": "<secret 1>"'),
    "a token by its name, in quoted JSON": (r"{\"hs_token\": \"abcdef12\"}", r"{\"hs_token\": \"<secret 1>\"}"),
    "a token in an address": ("/sync?access_token=abcdef12&since=5", "/sync?access_token=<secret 1>&since=5"),
    "a header": ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer <secret 1>"),
    "a webhook": ("/api/webhooks/123456/" + "w" * 30, "/api/webhooks/<webhook 1>"),
    "a private key": (
        "-----BEGIN " + "PRIVATE KEY-----\nMIIE\n-----END " + "PRIVATE KEY-----\n",
        "<private key 1>\n",
    ),
    "the project's path": ("File /somewhere/house/harness/x.py", "File <project>/harness/x.py"),
    "the home's path": ("/somewhere/.cache", "<home>/.cache"),
    "another path that begins alike": ("/somewhere-else/x", "/somewhere-else/x"),
    "the same secret twice": (f"{SECRET} {MATRIX} {SECRET}", "<secret 1> <matrix token 2> <secret 1>"),
    "a secret that is masked already": (f"access_token={MATRIX}", "access_token=<matrix token 1>"),
    "nothing secret": ("alice says: the token was lost at 12:30", "alice says: the token was lost at 12:30"),
}


@pytest.fixture
def mask() -> Mask:
    return Mask([SECRET], {Path("/somewhere/house"): "<project>", Path("/somewhere"): "<home>"})


@pytest.mark.parametrize(("text", "masked"), TEXTS.values(), ids=TEXTS.keys())
def test_text_is_masked(mask: Mask, text: str, masked: str) -> None:
    """Each kind of secret gives way to its kind and a number, and nothing else changes."""
    got = mask(text)

    assert got == masked
    assert not any(secret in got for secret in (SECRET, TELEGRAM, DISCORD, MATRIX))


def test_usual_roots_are_the_project_and_the_home(tmp_path: Path) -> None:
    """Paths of the project and of the home directory lose what they say of the machine."""
    masked = Mask(roots=usual_roots(tmp_path))(f"{tmp_path}/a and {Path.home()}/b")

    assert masked == "<project>/a and <home>/b"


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    directory = tmp_path / "out"
    (directory / "allure-results").mkdir(parents=True)
    (directory / "run.json").write_text(json.dumps({"options": {"as_token": "abcdef12"}}))
    (directory / "allure-results" / "log.txt").write_text(f"{SECRET}\n")
    (directory / "page.png").write_bytes(b"\x89PNG\xff")
    (directory / "core.dump").write_bytes(b"\xff\xfe\x00")
    return directory


def test_a_bundle_is_masked(mask: Mask, reports: Path, tmp_path: Path) -> None:
    """A bundle holds every text masked and every image whole, and names what it had to leave out."""
    left_out = bundle(reports, tmp_path / "bundle.zip", mask)

    assert left_out == ["core.dump"]
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert archive.namelist() == ["allure-results/log.txt", "page.png", "run.json"]
        assert archive.read("allure-results/log.txt") == b"<secret 1>\n"
        assert json.loads(archive.read("run.json")) == {"options": {"as_token": "<secret 2>"}}
        assert archive.read("page.png") == b"\x89PNG\xff"


def test_the_same_reports_make_the_same_bundle(reports: Path) -> None:
    """A bundle doesn't hold itself, nor the time at which it was made."""
    contents = []
    for _ in range(2):
        bundle(reports, reports / "bundle.zip", Mask())
        contents.append((reports / "bundle.zip").read_bytes())

    assert contents[0] == contents[1]


def test_no_reports_no_bundle(tmp_path: Path) -> None:
    """Without reports the sentence says how to get some."""
    with pytest.raises(FileNotFoundError, match="run the suites first"):
        bundle(tmp_path / "none", tmp_path / "bundle.zip", Mask())


def test_a_record_is_fit_to_commit(mask: Mask) -> None:
    """What is committed of a run is masked, and says nothing of which worker ran what."""
    run = {"seed": 7, "tests": [{"id": "a", "verdict": "passed", "worker": "gw0", "reason": f"saw {SECRET}"}]}

    assert for_the_record(run, mask) == {
        "seed": 7,
        "tests": [{"id": "a", "verdict": "passed", "reason": "saw <secret 1>"}],
    }
