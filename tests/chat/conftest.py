from support.upstream_fixtures import alone, painter, plain_logs, provider

__all__ = ["alone", "painter", "plain_logs", "provider"]
