from support.upstream_fixtures import provider

__all__ = ["provider"]
