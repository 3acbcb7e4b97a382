"""`GET /metrics`."""

from fastapi import APIRouter, Response

from imperium.platform.telemetry import metrics

router = APIRouter(tags=["service"])


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def show_metrics() -> Response:
    return Response(metrics.render(), headers={"content-type": metrics.CONTENT_TYPE})
