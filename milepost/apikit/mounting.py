"""The API as Django mounts it: its addresses, and problems instead of pages for what is no operation."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.operation import Operation

from milepost.apikit.document import complete
from milepost.apikit.encoding import JsonParser, JsonRenderer, json_bytes
from milepost.apikit.problems import Problem, answer_of, request_id


class Api(NinjaAPI):
    """An API whose errors are problems and whose document says all that its operations answer."""

    def __init__(self, *, title: str, version: str, prefix: str, description: str = "") -> None:
        super().__init__(
            title=title,
            version=version,
            description=description,
            openapi_url=None,
            docs_url=None,
            urls_namespace="rest",
            renderer=JsonRenderer(),
            parser=JsonParser(),
        )
        self.prefix = prefix

    def set_default_exception_handlers(self) -> None:
        self.add_exception_handler(Exception, cast("Any", answer_of))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    @cached_property
    def document(self) -> dict[str, Any]:
        """The OpenAPI document; made once, as operations do not change while the server runs."""
        return complete(dict(self.get_openapi_schema(path_prefix=self.prefix)), self)

    @cached_property
    def document_bytes(self) -> bytes:
        return json_bytes(self.document)

    @cached_property
    def routes(self) -> list[URLPattern | URLResolver]:
        """Return the addresses of the operations, and last the one that answers 404 for all others."""
        routes: list[URLPattern | URLResolver] = []
        for router in self._get_bound_routers():
            for route in router.urls_paths(router.prefix):
                route.callback = _mounted(route.callback)
                routes.append(route)
        routes.append(re_path(r"^", _unknown_path))
        return routes


def _mounted(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer HEAD as GET without its body, and a wrong method with a problem. Who calls is asked further in."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def mounted(request: HttpRequest, **path_values: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        response = view(request, **path_values)
        if isinstance(response, HttpResponseNotAllowed):
            return _wrong_method(request, response["Allow"])
        if is_head:
            request.method = "HEAD"
            return _without_body(response)
        return response

    return mounted


def _without_body(response: HttpResponse | StreamingHttpResponse) -> HttpResponse:
    bare = HttpResponse(status=response.status_code, headers=response.headers)
    if isinstance(response, HttpResponse):
        bare["Content-Length"] = str(len(response.content))
    response.close()
    return bare


def _wrong_method(request: HttpRequest, allowed: str) -> HttpResponse:
    methods = sorted({word.strip() for word in allowed.split(",")} | ({"HEAD"} if "GET" in allowed else set()))
    words = _("Only %(methods)s can be asked here.") % {"methods": ", ".join(methods)}
    return _with_id(request, Problem(405, "wrong-method", words, headers={"Allow": ", ".join(methods)}))


@login_not_required
@csrf_exempt
def _unknown_path(request: HttpRequest) -> HttpResponse:
    return _with_id(request, Http404())


def _with_id(request: HttpRequest, error: Exception) -> HttpResponse:
    response = answer_of(request, error)
    response["Request-Id"] = request_id(request)
    return response
