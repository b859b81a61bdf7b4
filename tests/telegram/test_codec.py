"""Objects to bytes and back, by schemas; and what bytes from outside can't do."""

import gzip
import struct
from pathlib import Path

import pytest

from fakes.telegram.tl import Codec, CodecError, Layers, LayerUnknownError, TLObject, UnknownConstructorError, tl
from fakes.telegram.tl.compression import GzipError, gunzip_object, gzip_if_smaller
from fakes.telegram.tl.schema import Definition, Field, Schema
from fakes.telegram.tl.service import GZIP_PACKED
from tests.telegram.wire import layers

SAMPLES = [
    tl("user", id=2**40, self=True, first_name="Zoë", access_hash=-5),
    tl("updateDeleteMessages", messages=[1, 2, 3], pts=9, pts_count=3),
    tl("jsonNumber", value=1.5),
    tl("jsonBool", value=False),
    tl("inputMediaUploadedPhoto", file=tl("inputFile", id=1, parts=1, name="x" * 300, md5_checksum="")),
    tl("auth.exportedAuthorization", id=1, bytes=bytes(range(256)) * 300),
    tl("peerNotifySettings", show_previews=False),
]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_objects_survive_the_way_there_and_back(sample: TLObject) -> None:
    """What is encoded decodes to an equal object, and takes whole words."""
    data = layers().inner.encode(sample)

    assert layers().inner.decode(data) == sample
    assert len(data) % 4 == 0


def test_user_is_laid_out_as_the_schema_says() -> None:
    """The documented form by hand: number, two flag words, id, then the optional fields that are set."""
    data = layers().inner.encode(tl("user", id=5, self=True, first_name="abc"))

    number = layers().inner.schema.by_name["user"].id
    assert data == struct.pack("<IIIq", number, 1 << 10 | 1 << 1, 0, 5) + b"\x03abc"


def test_a_flag_that_is_false_is_unset() -> None:
    """A flag without a value counts by being true; a Bool that is false is there."""
    assert layers().inner.decode(layers().inner.encode(tl("user", id=5, bot=False))) == tl("user", id=5)


def test_unknown_constructor_is_named() -> None:
    """A number that the layer lacks raises an error with that number."""
    with pytest.raises(UnknownConstructorError) as caught:
        layers().inner.decode(b"\x01\x02\x03\x04")

    assert caught.value.number == 0x04030201


@pytest.mark.parametrize("cut", [0, 3, 4, 11, 19])
def test_cut_bytes_are_an_error(cut: int) -> None:
    """Bytes that end early raise CodecError, wherever they end."""
    whole = layers().inner.encode(tl("user", id=5, first_name="abcdef"))

    with pytest.raises(CodecError):
        layers().inner.decode(whole[:cut])


def test_a_vector_cannot_announce_more_than_there_is() -> None:
    """A count of two thousand million costs nothing."""
    head = struct.pack("<III", layers().inner.schema.by_name["updateDeleteMessages"].id, 0x1CB5C415, 2**31)

    with pytest.raises(CodecError, match="announces"):
        layers().inner.decode(head)


def test_nesting_is_bounded() -> None:
    """A thousand objects in one another are an error, not a full stack."""
    wrapper = struct.pack("<I", layers().inner.schema.by_name["invokeWithoutUpdates"].id)

    with pytest.raises(CodecError, match="nested"):
        layers().inner.decode(wrapper * 1000)


def test_a_misspelled_field_is_an_error_in_the_inner_layer() -> None:
    """The fake can't forget a field by writing its name wrong."""
    with pytest.raises(CodecError, match="frist_name"):
        layers().inner.encode(tl("user", id=5, frist_name="x"))


def test_a_missing_field_is_an_error() -> None:
    """A required field isn't made up."""
    with pytest.raises(CodecError, match="lacks id"):
        layers().inner.encode(tl("user"))


def test_half_of_what_shares_a_bit_is_an_error() -> None:
    """Two fields on one flag go together; one alone would shift everything after it."""
    with pytest.raises(CodecError, match="lacks solution_entities"):
        layers().inner.encode(tl("pollResults", solution="because"))


def test_another_layer_drops_and_leaves_unset() -> None:
    """An object of the inner layer is written in another by its constructor's name, with the fields that are there."""
    fields = (Field("flags", "#"), Field("nick", "string", ("flags", 0)), Field("id", "long"))
    older = Codec(Schema(100, [Definition("user", 77, fields, "User")]))

    data = older.encode(tl("user", id=5, first_name="dropped"))

    assert older.decode(data) == tl("user", id=5)


def test_a_query_may_be_packed_inside_a_wrapper() -> None:
    """gzip_packed stands for the query that invokeWithoutUpdates holds."""
    packed = gzip.compress(layers().inner.encode(tl("help.getConfig")))
    body = bytes([len(packed)]) + packed + bytes(-(len(packed) + 1) % 4)
    wrapper = struct.pack("<II", layers().inner.schema.by_name["invokeWithoutUpdates"].id, GZIP_PACKED)

    assert layers().inner.decode(wrapper + body)["query"] == tl("help.getConfig")


def test_packing_is_undone() -> None:
    """A large body is packed smaller, and comes back."""
    body = b"\x01\x02\x03\x04" * 5000

    assert len(gzip_if_smaller(body)) < len(body)
    assert gunzip_object(gzip_if_smaller(body)) == body


def test_a_bomb_is_refused() -> None:
    """Packed data that unpacks to more than a packet may hold is refused before it is unpacked."""
    packed = gzip.compress(bytes(64 * 1024 * 1024))
    head = struct.pack("<I", GZIP_PACKED) + b"\xfe" + len(packed).to_bytes(3, "little")

    with pytest.raises(GzipError):
        gunzip_object(head + packed)


def test_packed_in_packed_is_refused() -> None:
    """gzip_packed can't hold gzip_packed."""
    inner = gzip_if_smaller(bytes(5000))
    packed = gzip.compress(inner)

    with pytest.raises(GzipError, match="packed data holds"):
        gunzip_object(struct.pack("<I", GZIP_PACKED) + bytes([len(packed)]) + packed)


def test_an_unknown_layer_names_the_nearest() -> None:
    """A client of a layer without a schema is told which one would come closest."""
    with pytest.raises(LayerUnknownError, match="nearest is 204"):
        layers().codec(206)


def test_missing_schemas_say_how_to_get_them(tmp_path: Path) -> None:
    """An empty directory gives a sentence with the remedy."""
    with pytest.raises(FileNotFoundError, match=r"fetch it with `python -m fakes\.telegram\.tl\.fetch"):
        Layers(tmp_path)
