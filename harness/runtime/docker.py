"""The only door to testcontainers and to the Docker SDK. Everything here blocks: `node` and `network` use threads."""

from __future__ import annotations

import atexit
import contextlib
import secrets
import socket
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import docker.errors
import requests.exceptions
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer, Reaper
from testcontainers.core.docker_client import DockerClient
from testcontainers.core.docker_client import is_podman as is_podman
from testcontainers.core.network import Network as TestcontainersNetwork
from testcontainers.core.utils import inside_container

from harness.runtime import lookout, reaper_line
from harness.runtime.archive import pack
from harness.runtime.engine_trouble import NO_ENGINE, told
from harness.runtime.run import LABEL
from harness.runtime.trouble import TroubleError

if TYPE_CHECKING:
    from testcontainers.core.transferable import Transferable

    from harness.runtime.node import NodeSpec
    from harness.runtime.run import Run

Sdk: TypeAlias = docker.DockerClient
SdkError = docker.errors.DockerException
NotFoundError = docker.errors.NotFound

# Nothing answers there: a name that is nobody's alias fails at once instead of leaving through the host's resolver.
_NO_RESOLVER = "127.0.0.1"
# A name that nobody has fails after 3 s, not after glibc's 10.
_IMPATIENT = ["timeout:1", "attempts:3"]
_REAPER_PORT = 8080
_NODE_LABEL = "superbridge.node"
_NETWORK_LABEL = "superbridge.network"
_LOOPBACK = "127.0.0.1"


@contextlib.contextmanager
def plainly(doing: str) -> Iterator[None]:
    """Turn the SDK's errors into one sentence with a remedy; `doing` completes "Docker failed while …"."""
    try:
        yield
    except docker.errors.ImageNotFound as error:
        raise TroubleError(f"Docker has no image for {doing}", "Run ci/setup, which builds or pulls it.") from error
    except docker.errors.DockerException as error:
        raise told(doing, str(getattr(error, "explanation", None) or error).strip()) from error
    except requests.exceptions.RequestException as error:
        raise TroubleError(f"Docker stopped answering while {doing} ({error})", NO_ENGINE) from error


def connect(timeout: int = 60) -> Sdk:
    """Connect to the engine that DOCKER_HOST, the current context or the default socket names; seconds an answer."""
    with plainly("connecting"):
        return DockerClient(timeout=timeout).client


class Container(DockerContainer):
    """A testcontainers container whose files arrive in one archive instead of one request each."""

    def _transfer_into_container(self, transferable: Transferable, destination_in_container: str, mode: int) -> None:
        self.get_wrapped_container().put_archive(path="/", data=cast("bytes", transferable))


class Engine:
    """The engine that DOCKER_HOST, the current context or the default socket names; blocking."""

    def __init__(self, run: Run) -> None:
        testcontainers_config.ryuk_disabled = True  # one reaper a run, started by `hold_reaper`, not one a process
        self._run = run
        self._lifeline: socket.socket | None = None
        self.threads = ThreadPoolExecutor(16, thread_name_prefix="docker")
        with plainly("connecting"):
            self._client = DockerClient()
        self.sdk: Sdk = self._client.client

    # -- containers -------------------------------------------------------------------------------------------------

    def create(self, node: NodeSpec, network: str, inside: str = "") -> Container:
        """Describe the container of a node; `Container.start` creates and starts it.

        ``inside`` is the id of a container whose network namespace it shares, with that one's names and resolver.
        """
        container = (
            Container(node.image).with_envs(**node.env).with_name(f"{node.name}-{self._run.id}-{secrets.token_hex(2)}")
        )
        container.with_command(list(node.command))
        for mount in node.tmpfs:
            path, _, options = mount.partition(":")
            container.with_tmpfs_mount(path, options or "mode=1777")
        if node.files:
            container.with_copy_into_container(pack(node.files), "/")
        kwargs = {"labels": self.labels(node.name) | {_NETWORK_LABEL: network}, **_optional(node)}
        if inside:
            container.with_kwargs(**kwargs, network=f"container:{inside}")
            return container
        container.with_network(cast("TestcontainersNetwork", _Named(network)))
        container.with_network_aliases(*node.aliases)
        resolving = {"dns": [node.resolver or _NO_RESOLVER], "dns_opt": _IMPATIENT}
        container.with_kwargs(**kwargs, **resolving, hostname=node.name[:63])
        return container

    def labels(self, name: str) -> dict[str, str]:
        """Return what a container called ``name`` bears: the run's label, by which it is removed, and its name."""
        return self._run.labels | {_NODE_LABEL: name}

    def start(self, node: NodeSpec, network: str, publish: int | None = None, inside: str = "") -> Container:
        """Create a node's container on a network, with its files, and start it; `publish` is a port of it."""
        self._run.must_be_alive()
        with plainly(f"starting {node.name}"):
            container = self.create(node, network, inside)
            if publish is not None:
                container.ports[f"{publish}/tcp"] = cast("int", (self.publishes_on(), None))  # the SDK takes pairs
            self.sdk.images.get(node.image)
            try:
                return container.start()
            except BaseException:
                _forget(container)
                raise

    def remove(self, container: Container) -> None:
        """Remove a container with its anonymous volumes; one that is gone already is fine."""
        with plainly("removing a container"), contextlib.suppress(docker.errors.NotFound):
            container.stop()

    def exec(self, container: str, argv: Sequence[str]) -> tuple[int, str]:
        """Run a program in a container of the run, by its id: its exit code, and its output and errors together."""
        with plainly(f"running {argv[0]} in a part"):
            result = self.sdk.containers.get(container).exec_run(list(argv))
            return result.exit_code or 0, result.output.decode(errors="replace")

    def await_line(self, container: Container, line: str) -> None:
        """Return once a container has written ``line``; ``TroubleError`` when it ended without."""
        said = b""
        with plainly("reading a log"):
            for written in container.get_wrapped_container().logs(stream=True, follow=True):
                said += written
                if line.encode() in said:
                    return
        raise TroubleError("A look-out ended at once", f"Its last lines:\n{said.decode(errors='replace')}")

    def log(self, container: str) -> str:
        """Read all that a container of the run has written, by its id."""
        with plainly("reading a log"):
            return str(self.sdk.containers.get(container).logs().decode(errors="replace"))

    # -- networks ---------------------------------------------------------------------------------------------------

    def open_network(self, name: str, *, internal: bool, options: Mapping[str, str], **more: Any) -> str:
        """Create a bridge network of the run and return its name, which no other run has; ``more`` is the SDK's."""
        self._run.must_be_alive()
        with plainly(f"making the network {name}"):
            created = self.sdk.networks.create(
                f"{name}-{self._run.id}-{secrets.token_hex(2)}",
                driver="bridge",
                internal=internal,
                labels=self._run.labels,
                options={} if is_podman() else dict(options),
                **more,
            )
            return str(created.name)

    def subnet(self, network: str) -> str:
        """Return the addresses that a network gives its containers, in CIDR notation."""
        with plainly("looking at a network"):
            return str(self.sdk.networks.get(network).attrs["IPAM"]["Config"][0]["Subnet"])

    def connect(self, network: str, container: str, **more: Any) -> None:
        """Put a running container, by its id, on one more network; ``more`` is the SDK's."""
        with plainly("joining a network"):
            self.sdk.networks.get(network).connect(container, **more)

    def disconnect(self, network: str, container: str) -> None:
        """Take a container, by its id, from a network; one that isn't there is fine."""
        with plainly("leaving a network"):
            _quietly(self.sdk.networks.get(network).disconnect, container=container, force=True)

    def remove_network(self, network: str) -> None:
        """Remove a network; one that is gone already is fine."""
        with plainly("removing a network"), contextlib.suppress(docker.errors.NotFound):
            self.sdk.networks.get(network).remove()

    # -- addresses --------------------------------------------------------------------------------------------------

    def publishes_on(self) -> str:
        """Name the engine's own address for published ports: loopback, unless we are elsewhere."""
        return _LOOPBACK if self._here else "0.0.0.0"  # noqa: S104 - a remote engine's port must be reachable from here

    def address(self, container: DockerContainer, port: int) -> tuple[str, int]:
        """Where this process reaches a published port of a container."""
        with plainly("looking up a published port"):
            host = _LOOPBACK if self._here else container.get_container_host_ip()
            return host, int(self._client.port(container.get_container_id(), port))

    @cached_property
    def _here(self) -> bool:
        """Whether the engine's loopback is ours: a local socket, and we are not in a container beside it."""
        if self._client.host() not in {"localhost", _LOOPBACK}:
            return False
        return not inside_container() or self.sdk.info().get("Name") == socket.gethostname()

    # -- the whole run ----------------------------------------------------------------------------------------------

    def hold_reaper(self, image: str) -> None:
        """Start the reaper and keep a connection to it: when that ends, whatever bears the run's label is removed."""
        with plainly("starting the reaper"):
            self.sdk.images.get(image)
            testcontainers_config.ryuk_image = image
            testcontainers_config.ryuk_reconnection_timeout = "1s"
            with contextlib.suppress(OSError):  # it doesn't wait until the reaper listens; we do
                Reaper.get_instance()
        atexit.unregister(Reaper.delete_instance)  # it ends the reaper unheard, also after a crash
        container = Reaper._container
        if container is None:
            raise TroubleError("The reaper didn't start", "`superbridge doctor` tells what is wrong.")
        self._lifeline = reaper_line.open_line(self.address(container, _REAPER_PORT), self._run.labels)

    def tails(self, lines: int) -> dict[str, str]:
        """Read the last ``lines`` of what every container of the run wrote, each with its time, by the node's name.

        Where several stacks have a node of that name, its network's name follows. What goes meanwhile is left out, and
        so are look-outs, which have nothing to say.
        """
        filters = {"label": f"{LABEL}={self._run.id}"}
        read: dict[str, str] = {}
        with plainly("reading logs"):
            containers = self.sdk.containers.list(all=True, filters=filters, ignore_removed=True)
            names = Counter(each.labels[_NODE_LABEL] for each in containers)
            for each in containers:
                name, network = each.labels[_NODE_LABEL], each.labels.get(_NETWORK_LABEL, each.name)
                if name.startswith(lookout.PREFIX):
                    continue
                with contextlib.suppress(docker.errors.NotFound):
                    key = name if names[name] == 1 else f"{name} ({network})"
                    read[key] = each.logs(tail=lines, timestamps=True).decode(errors="replace")
        return read

    def finish(self) -> None:
        """Wait for the starts that are under way, so that nothing comes up after the tidying; takes no new ones."""
        self.threads.shutdown(wait=True, cancel_futures=True)

    def remove_everything(self) -> None:
        """Remove every container, network and volume of the run, wherever it was made."""
        filters = {"label": f"{LABEL}={self._run.id}"}
        with plainly("tidying up"):
            containers = self.sdk.containers.list(all=True, filters=filters, ignore_removed=True)
            with ThreadPoolExecutor(8) as side_by_side:
                list(side_by_side.map(lambda each: _quietly(each.remove, force=True, v=True), containers))
            for network in self.sdk.networks.list(filters=filters):
                _quietly(network.remove)
            for volume in self.sdk.volumes.list(filters=filters):
                _quietly(volume.remove, force=True)

    def close(self) -> None:
        """Hang up; lets the reaper go without reaping."""
        self.finish()
        if self._lifeline is not None:
            self._lifeline.close()
        Reaper.delete_instance()
        self.sdk.close()


class _Named:
    """What testcontainers wants of a network: its name (an id serves as well)."""

    def __init__(self, name: str) -> None:
        self.name = name


def _optional(node: NodeSpec) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if node.entrypoint:
        chosen["entrypoint"] = list(node.entrypoint)
    if node.user:
        chosen["user"] = node.user
    if node.memory:
        chosen["mem_limit"] = node.memory
    if node.capabilities:
        chosen["cap_add"] = list(node.capabilities)
    return chosen


def _forget(container: Container) -> None:
    with contextlib.suppress(Exception):
        container.stop()


def _quietly(action: Any, **options: Any) -> None:
    with contextlib.suppress(docker.errors.APIError):
        action(**options)
