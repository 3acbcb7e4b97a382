"""`/docs`: the API's reference as a page of our own, made from the OpenAPI document; nothing comes from elsewhere."""

from imperium.platform.web.reference.page import routes

__all__ = ["routes"]
