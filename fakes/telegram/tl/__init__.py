"""Type Language: objects by constructor name, and a codec that schemas from packages drive.

Inside the fake every object is a :class:`TLObject` in one inner layer. Each client reads and writes the layer that it
announced; the codec of that layer finds the constructor by *name*, drops the fields that the layer lacks and leaves new
optional ones unset.
"""

from fakes.telegram.tl.codec import Codec, CodecError, UnknownConstructorError
from fakes.telegram.tl.layers import INNER_LAYER, Layers, LayerUnknownError
from fakes.telegram.tl.objects import TLObject, tl

__all__ = [
    "INNER_LAYER",
    "Codec",
    "CodecError",
    "LayerUnknownError",
    "Layers",
    "TLObject",
    "UnknownConstructorError",
    "tl",
]
