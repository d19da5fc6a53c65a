"""The API and its routers."""

from ninja import NinjaAPI

from milepost import __version__

api = NinjaAPI(title="Milepost", version=__version__, urls_namespace="rest")
