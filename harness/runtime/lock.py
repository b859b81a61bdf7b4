"""Reading `ci/images.lock`: which images there are, what they are made from, and what identifies each."""

from __future__ import annotations

import hashlib
import io
import tarfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from harness.runtime.trouble import TroubleError

_KNOWN = {"version", "from", "inputs", "published", "digest", "verified", "instead"}


@dataclass(frozen=True)
class Recipe:
    """One image: `parent` and `inputs` (paths from the root) for ours, `published` for the project's own.

    `instead` names the image that takes its place where the published one can't be had.
    """

    name: str
    version: str
    parent: str = ""
    inputs: tuple[str, ...] = ()
    published: str = ""
    digest: str = ""
    verified: bool = False
    instead: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether a Dockerfile of ours makes it."""
        return bool(self.parent)

    def published_at(self, registry: str) -> str:
        """Name the published image, in `registry` (host:port) instead of its own when one is given."""
        if not registry:
            return self.published + (f"@{self.digest}" if self.digest else "")
        first, _, rest = self.published.partition("/")
        return f"{registry}/{rest if rest and _is_host(first) else self.published}"


class Lock:
    """The recipes, with the project's root as the place of their inputs."""

    def __init__(self, root: Path, recipes: dict[str, Recipe]) -> None:
        self.root = root
        self.recipes = recipes
        self.key = cache(self._key)

    @classmethod
    def read(cls, root: Path, path: Path | None = None) -> Lock:
        """Read the lock file; raises `TroubleError` with the place of a mistake."""
        path = path or root / "ci" / "images.lock"
        try:
            tables = tomllib.loads(path.read_text())
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise TroubleError(f"{path} can't be read: {error}", "Restore it from version control.") from None
        recipes = {name: _recipe(path, name, table) for name, table in tables.items()}
        for recipe in recipes.values():
            for other in filter(None, (recipe.parent, recipe.instead)):
                if other not in recipes:
                    raise TroubleError(f"{path}: [{recipe.name}] names an image [{other}], which isn't there")
        return cls(root, recipes)

    def recipe(self, name: str) -> Recipe:
        """Return a recipe by name, or raise `TroubleError` naming those that exist."""
        try:
            return self.recipes[name]
        except KeyError:
            raise TroubleError(f"There is no image {name!r}; there are {', '.join(self.recipes)}") from None

    def local_ref(self, name: str) -> str:
        """Name the image as we make it: its tag is a hash of everything that goes in."""
        return f"superbridge/{name}:{self.key(name)}"

    def dockerfile(self, name: str) -> Path:
        """Where the Dockerfile of an image of ours is."""
        return self.root / "ci" / "images" / f"{name}.Dockerfile"

    def context(self, name: str) -> bytes:
        """Pack the Dockerfile and the inputs as a build context, the same bytes for the same content."""
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode="w") as archive:
            for path in self._files(name):
                content = path.read_bytes()
                entry = tarfile.TarInfo(str(path.relative_to(self.root)))
                entry.size, entry.mode = len(content), 0o644
                archive.addfile(entry, io.BytesIO(content))
        return buffer.getvalue()

    def _key(self, name: str) -> str:
        recipe = self.recipe(name)
        digest = hashlib.sha256(f"{recipe.name} {recipe.version}".encode())
        if recipe.is_ours:
            digest.update(self.key(recipe.parent).encode())
            digest.update(self.context(name))
        return digest.hexdigest()[:12]

    def _files(self, name: str) -> Iterator[Path]:
        yield self.dockerfile(name)
        for given in self.recipe(name).inputs:
            path = self.root / given
            if not path.exists():
                raise TroubleError(
                    f"The image {name} wants {given}, which isn't there", "Restore it from version control."
                )
            yield from [path] if path.is_file() else sorted(filter(_counts, path.rglob("*")))


def _counts(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _is_host(text: str) -> bool:
    return "." in text or ":" in text or text == "localhost"


def _recipe(path: Path, name: str, table: Any) -> Recipe:
    if not isinstance(table, dict) or "version" not in table:
        raise TroubleError(f"{path}: [{name}] has no version")
    unknown = set(table) - _KNOWN
    if unknown:
        raise TroubleError(f"{path}: [{name}] has unknown keys: {', '.join(sorted(unknown))}")
    return Recipe(
        name=name,
        version=table["version"],
        parent=table.get("from", ""),
        inputs=tuple(table.get("inputs", ())),
        published=table.get("published", ""),
        digest=table.get("digest", ""),
        verified=table.get("verified", False),
        instead=table.get("instead", ""),
    )
