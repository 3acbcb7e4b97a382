"""What is in a pickle never runs. The files here are written as the published ones are: networks go through
`torch_utils.persistence`, with their source text beside their state."""

import os
import pickle
import sys
import types
import warnings
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

torch = pytest.importorskip("torch", reason="weights on this machine are an extra")
pytest.importorskip("safetensors")

from imperium.platform.errors import InvalidInput  # noqa: E402
from imperium.weights.jobs import generator_of  # noqa: E402
from imperium.weights.shelf import shelved  # noqa: E402
from imperium.weights.stylegan3.conversion import convert, load  # noqa: E402
from imperium.weights.stylegan3.generator import Generator  # noqa: E402
from imperium.weights.stylegan3.plan import Config  # noqa: E402
from imperium.weights.unpickling import Inert, read_pickle, tensors  # noqa: E402

SOURCE = "import os; os.environ['RAN'] = 'yes'"
SIZES: dict[str, Any] = {"z_dim": 8, "w_dim": 8, "channel_base": 128, "channel_max": 8, "num_layers": 4}


def _reconstruct_persistent_obj(meta: Any) -> Any:
    raise AssertionError("the published loader would run the source text here")


class EasyDict(dict):  # type: ignore[type-arg]
    pass


class Persistent:
    """A module as the published code pickles it."""

    def __init__(self, module: Any, kwargs: dict[str, Any] | None = None) -> None:
        self.module, self.kwargs = module, kwargs

    def __reduce__(self) -> tuple[Any, ...]:
        module = self.module
        state: dict[str, Any] = {"_parameters": module._parameters, "_buffers": module._buffers, "training": False}
        state["_modules"] = {name: Persistent(part) for name, part in module._modules.items() if part is not None}
        if self.kwargs is not None:
            state["_init_args"], state["_init_kwargs"] = (), EasyDict(self.kwargs)
        meta = EasyDict(type="class", version=6, module_src=SOURCE, class_name=type(module).__name__, state=state)
        return _reconstruct_persistent_obj, (meta,)


@pytest.fixture(autouse=True)
def published(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The names that the published files refer to, for writing alone: gone before anything is read."""
    places = {"torch_utils.persistence": _reconstruct_persistent_obj, "dnnlib.util": EasyDict}
    for name, value in places.items():
        parent = name.partition(".")[0]
        module = types.ModuleType(name)
        setattr(module, value.__name__, value)
        monkeypatch.setattr(value, "__module__", name)
        monkeypatch.setitem(sys.modules, name, module)
        monkeypatch.setitem(sys.modules, parent, types.ModuleType(parent))
    monkeypatch.delenv("RAN", raising=False)
    yield
    assert "RAN" not in os.environ


def generator() -> Generator:
    torch.manual_seed(5)
    return Generator(Config(16, **SIZES)).eval()


def written(path: Path, network: Generator, **kwargs: Any) -> Path:
    """A file like the published ones, its discriminator and settings included."""
    said = {"img_resolution": 16, "img_channels": 3, "c_dim": 0, **SIZES, "mapping_kwargs": EasyDict(num_layers=2)}
    given = EasyDict(class_name="training.dataset.ImageFolderDataset", resolution=16)
    content = {
        "G_ema": Persistent(network, {**said, **kwargs}),
        "D": Persistent(torch.nn.Linear(2, 2)),
        "training_set_kwargs": given,
        "augment_pipe": None,
    }
    path.write_bytes(pickle.dumps(content))
    return path


def test_a_published_file_is_converted_once_and_draws_the_same(tmp_path: Path) -> None:
    network = generator()
    written(tmp_path / "faces.pkl", network)
    for name in ("torch_utils.persistence", "dnnlib.util"):
        del sys.modules[name]
    (weights,) = shelved(tmp_path).values()
    assert (weights.name, weights.kind) == ("faces", "stylegan3 pickle")
    folder = generator_of(weights)
    assert sorted(path.name for path in folder.iterdir()) == ["generator.json", "generator.safetensors"]
    assert shelved(tmp_path)["faces"].kind == "stylegan3"
    read, points = load(folder), torch.randn(1, 8)
    with torch.no_grad():
        assert torch.equal(read(points), network(points))
    assert read.state_dict().keys() == network.state_dict().keys()


@pytest.mark.parametrize("call", [(os.system, ("touch ran",)), (eval, ("1",)), (getattr, ("a", "upper"))])
def test_a_pickle_that_calls_something_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Any) -> None:
    class Evil:
        def __reduce__(self) -> Any:
            return call

    monkeypatch.chdir(tmp_path)
    (tmp_path / "evil.pkl").write_bytes(pickle.dumps({"G_ema": Evil()}))
    with pytest.raises(InvalidInput, match=r"it asks for (posix|builtins)\."):
        convert(tmp_path / "evil.pkl", tmp_path / "evil")
    assert [path.name for path in tmp_path.iterdir()] == ["evil.pkl"]


def test_a_storage_with_a_pickle_of_its_own_is_refused(tmp_path: Path) -> None:
    class Inner:
        def __reduce__(self) -> Any:
            return os.system, ("touch ran",)

    class Outer:
        def __reduce__(self) -> Any:
            return torch.storage._load_from_bytes, (pickle.dumps(Inner()),)

    path = tmp_path / "evil.pkl"
    path.write_bytes(pickle.dumps(Outer()))
    with pytest.raises(InvalidInput):
        read_pickle(path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("offset", "size", "stride"),
    [(0, (9,), (1,)), (6, (4,), (1,)), (-1, (2,), (1,)), (0, (4,), (9,)), (0, (99,), (0,))],
)
def test_a_tensor_beyond_its_numbers_is_refused(tmp_path: Path, offset: int, size: Any, stride: Any) -> None:
    class Far:
        def __reduce__(self) -> Any:
            with warnings.catch_warnings(action="ignore"):  # the published files hold such storages
                storage = torch.arange(8.0).storage()
            return torch._utils._rebuild_tensor_v2, (storage, offset, size, stride, False, {})

    path = tmp_path / "far.pkl"
    with warnings.catch_warnings(action="ignore"):
        path.write_bytes(pickle.dumps(Far()))
    with pytest.raises(InvalidInput, match="tensor"):
        read_pickle(path)


def test_sizes_that_no_generator_has_are_refused(tmp_path: Path) -> None:
    for wrong in ({"img_resolution": 10**9}, {"num_layers": 10**6}, {"channel_max": 0}, {"first_cutoff": 0.0}):
        with pytest.raises(InvalidInput):
            convert(written(tmp_path / "odd.pkl", generator(), **wrong), tmp_path / "odd")


def test_weights_that_do_not_fit_what_they_say_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="no StyleGAN3 generator"):
        convert(written(tmp_path / "odd.pkl", generator(), channel_max=4), tmp_path / "odd")
    (tmp_path / "none.pkl").write_bytes(pickle.dumps({"G": 1}))
    with pytest.raises(InvalidInput, match="G_ema"):
        convert(tmp_path / "none.pkl", tmp_path / "none")


def test_a_network_that_holds_itself_ends() -> None:
    part = Inert()
    part["state"] = {"_parameters": {"weight": torch.ones(2)}, "_modules": {"again": part, "once_more": part}}
    assert [name for name, _ in tensors(part["state"])] == ["weight", "again.weight"]


def test_a_few_bytes_that_ask_for_all_memory_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "wide.pkl"
    path.write_bytes(b"\x80\x04Nr\xff\xff\xff\x7f.")
    with pytest.raises(InvalidInput, match="more than it can hold"):
        read_pickle(path)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_data_or_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    folder = tmp_path_factory.getbasetemp() / "damaged"
    folder.mkdir(exist_ok=True)
    whole = bytearray(written(folder / "whole.pkl", generator()).read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    (folder / "damaged.pkl").write_bytes(whole)
    with suppress(InvalidInput):
        convert(folder / "damaged.pkl", folder / "converted")


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes_are_data_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.pkl"
    path.write_bytes(content)
    with suppress(InvalidInput):
        read_pickle(path)
