"""What anybody sees: the vendor's colour, and nothing where nothing is."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from milepost.portal.looks import sheet
from milepost.portal.views.entry import open_page


@login_not_required
@cache_control(public=True, max_age=3600)
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Return the vendor's colour as a style sheet, since pages may hold no style of their own."""
    return HttpResponse(sheet(), content_type="text/css")


@open_page
def unknown(request: HttpRequest) -> HttpResponse:
    raise Http404
