"""The errors that Discord's API answers, with its codes and words."""

from __future__ import annotations

from http import HTTPStatus

from fakes.discord.shapes import Json


class ApiError(Exception):
    """An error answer: HTTP ``status``, Discord's JSON ``code`` and ``message``, field errors if any.

    ``refusal`` marks a broken rule that a healthy bridge wouldn't break.
    """

    def __init__(
        self, status: int, code: int, message: str, errors: Json | None = None, *, refusal: bool = False
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.refusal = refusal

    @property
    def name(self) -> str:
        """A short name for the witness: the code, or the status where the code is 0."""
        return str(self.code or self.status)

    def body(self) -> Json:
        """Return the JSON body as Discord sends it."""
        body: Json = {"message": self.message, "code": self.code}
        return body | {"errors": self.errors} if self.errors else body


class NotServedError(ApiError):
    """What Discord has and the fake hasn't; ``what`` names it for the witness."""

    def __init__(self, what: str) -> None:
        super().__init__(501, 0, f"{what}: not served by this fake", refusal=True)
        self.what = what

    @property
    def name(self) -> str:
        """The name of what isn't served."""
        return self.what


class TooSoonError(ApiError):
    """An answer that says when to try again, in seconds."""

    def __init__(self, code: int, message: str, retry_after: float) -> None:
        super().__init__(429, code, message)
        self.retry_after = retry_after

    def body(self) -> Json:
        """Return the body with ``retry_after``."""
        return super().body() | {"retry_after": round(self.retry_after, 3), "global": False}


class FieldErrors:
    """Collects errors by the path of their field, as code 50035 nests them."""

    def __init__(self) -> None:
        self._tree: Json = {}

    def add(self, path: str, code: str, message: str) -> None:
        """Note an error at a dotted ``path``, such as ``embeds.0.title``."""
        node = self._tree
        for part in path.split("."):
            node = node.setdefault(part, {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def raise_if_any(self) -> None:
        """Raise code 50035 when an error has been noted."""
        if self._tree:
            raise ApiError(400, 50035, "Invalid Form Body", self._tree, refusal=True)


def invalid_field(path: str, code: str, message: str) -> ApiError:
    """Return code 50035 with one field's error."""
    errors = FieldErrors()
    errors.add(path, code, message)
    try:
        errors.raise_if_any()
    except ApiError as error:
        return error
    raise AssertionError("an added error raises")


def plain(status: HTTPStatus) -> ApiError:
    """Return an error without a code of its own, such as ``404: Not Found``."""
    return ApiError(status, 0, f"{status.value}: {status.phrase}")


def unauthorized() -> ApiError:
    """Return the answer to a token that is missing, wrong or revoked."""
    return plain(HTTPStatus.UNAUTHORIZED)


_UNKNOWN = {
    "Application": 10002,
    "Channel": 10003,
    "Guild": 10004,
    "Invite": 10006,
    "Member": 10007,
    "Message": 10008,
    "Overwrite": 10009,
    "Role": 10011,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "Ban": 10026,
    "Sticker": 10060,
    "Interaction": 10062,
    "application command": 10063,
    "Guild Scheduled Event": 10070,
    "Thread Member": 10007,
    "Upload": 10090,
    "Poll": 10108,
    "Poll Answer": 10109,
}


def unknown(noun: str) -> ApiError:
    """Return ``Unknown <noun>`` with its code (10003 for a channel, 10008 for a message, …)."""
    return ApiError(404, _UNKNOWN[noun], f"Unknown {noun}")


def missing_access() -> ApiError:
    """Return 50001: the place can't be seen."""
    return ApiError(403, 50001, "Missing Access")


def missing_permissions() -> ApiError:
    """Return 50013: the place can be seen, but this may not be done in it."""
    return ApiError(403, 50013, "Missing Permissions")


def not_the_author() -> ApiError:
    """Return 50005: only an author edits a message."""
    return ApiError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> ApiError:
    """Return 50006: neither content nor anything else to show."""
    return ApiError(400, 50006, "Cannot send an empty message", refusal=True)


def not_served(what: str) -> ApiError:
    """Return the refusal, by name, of something that Discord has and the fake hasn't."""
    return NotServedError(what)


def slow_mode(seconds: float) -> ApiError:
    """Return 20016: too soon after the last message in a channel with slow mode."""
    return TooSoonError(20016, "This action cannot be performed due to slowmode rate limit.", seconds)
