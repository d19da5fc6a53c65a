"""The pages of errors."""

from django.http import HttpRequest, HttpResponse


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(status=404)


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=500)
