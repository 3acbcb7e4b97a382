from support.upstream_fixtures import alone, painter, patient, plain_logs, provider

__all__ = ["alone", "painter", "patient", "plain_logs", "provider"]
