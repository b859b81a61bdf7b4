"""Type Language: objects by constructor name, and a codec that schemas from packages drive.

Inside the fake every object is a :class:`TLObject` in one inner layer. Each client reads and writes the layer that it
announced; a translator finds the constructor by *name*, drops the fields that the layer lacks, leaves new optional ones
unset, and says what can't be said in that layer.
"""

from fakes.telegram.tl.codec import Codec, CodecError, UnknownConstructorError
from fakes.telegram.tl.layers import INNER_LAYER, Layers, LayerUnknownError
from fakes.telegram.tl.objects import TLObject, tl
from fakes.telegram.tl.translation import InexpressibleError, Translator

__all__ = [
    "INNER_LAYER",
    "Codec",
    "CodecError",
    "InexpressibleError",
    "LayerUnknownError",
    "Layers",
    "TLObject",
    "Translator",
    "UnknownConstructorError",
    "tl",
]
