"""The way from the start page's own path to where Streamlit shows it: at ``/`` alone."""

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route


def redirect(name: str) -> Route:
    """Send who asks for the page `name` to the front, with the query; links and copied addresses name its path."""

    def to_front(request: Request) -> RedirectResponse:
        query = request.url.query
        return RedirectResponse(f"./?{query}" if query else "./")

    return Route(f"/{name}", to_front)
