"""The pages: thin controllers, views and templates."""

from litestar.types import ControllerRouterHandler

PAGE_HANDLERS: tuple[ControllerRouterHandler, ...] = ()
