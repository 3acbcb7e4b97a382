"""llama.cpp's server out of the package xllamacpp, with those arguments of `llama-server` that we give."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time

LOG_S = 0.5
"""llama.cpp writes its log from a thread of its own, which needs a moment to say why."""


def main(words: list[str]) -> None:
    """Serves until it is told to end. Exits with 1 when the model doesn't load; why stands on standard error."""
    import xllamacpp

    given = _parser().parse_args(words)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = given.model
    parameters.model_alias = {given.alias}
    parameters.hostnames = [given.host]
    parameters.port = given.port
    parameters.n_ctx = given.ctx_size
    parameters.embedding = given.embeddings
    parameters.n_gpu_layers = given.n_gpu_layers
    parameters.n_parallel = given.parallel
    parameters.ui = False
    parameters.endpoint_props = False
    if given.threads:
        parameters.cpuparams.n_threads = given.threads
    if key := os.environ.get("LLAMA_API_KEY"):
        parameters.api_keys = [key]
    try:
        server = xllamacpp.Server(parameters)  # serves in threads of its own as long as it is kept
    except RuntimeError as error:
        time.sleep(LOG_S)
        sys.exit(str(error))
    while server:
        signal.pause()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="xllamacpp_server")
    parser.add_argument("--model", required=True)
    parser.add_argument("--alias", required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--ctx-size", type=int, default=0)
    parser.add_argument("--n-gpu-layers", type=int, default=-1)
    parser.add_argument("--parallel", type=int, default=1)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--embeddings", action="store_true")
    parser.add_argument("--jinja", action="store_true")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
