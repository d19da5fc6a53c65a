"""The static files as they are served: hashed names, compressed once when they are collected."""

import zlib
from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

# The first start waits for both. The best quality of Brotli, 11, takes fifty times as long for files 10 % smaller.
_BROTLI_QUALITY = 7
_GZIP_LEVEL = 7
_GZIP_FORMAT = 16 + zlib.MAX_WBITS
# Other packages bring finished bundles, which import nothing; one of them is 1.7 MB of JavaScript.
OUR_MODULES = "js/*.js"


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """Return `data` compressed well and quickly."""
        compressed: bytes = brotli.compress(data, quality=_BROTLI_QUALITY)
        return compressed

    @staticmethod
    def compress_gzip(data: bytes) -> bytes:
        """Return `data` compressed for connections without TLS, over which browsers ask for no Brotli."""
        return zlib.compress(data, _GZIP_LEVEL, _GZIP_FORMAT)


class StaticStorage(CompressedManifestStaticFilesStorage):
    # Modules that import each other by relative names get the hashed ones.
    support_js_module_import_aggregation = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Have names replaced in every style sheet, but of the scripts in our own modules alone."""
        super().__init__(*args, **kwargs)
        self._patterns[OUR_MODULES] = self._patterns.pop("*.js")

    def create_compressor(self, **options: Any) -> Compressor:
        """Return the compressor for the collected files."""
        return QuickCompressor(**options)
