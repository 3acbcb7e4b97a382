from support.upstream_fixtures import plain_logs

__all__ = ["plain_logs"]
