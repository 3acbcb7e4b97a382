import msgspec
import pytest
import yaml

from imperium.kit.shipped import parsed, shipped


def test_data_is_read_as_a_type() -> None:
    rules = shipped("imperium.review", "precision.yaml", dict[str, dict[str, object]])
    assert {"schools", "rules"} <= rules.keys()


def test_what_is_something_else_is_named_with_its_place() -> None:
    with pytest.raises(msgspec.ValidationError, match=r"\$\[\.\.\.\]"):
        shipped("imperium.review", "precision.yaml", dict[str, dict[str, bool]])


def test_no_object_is_made_of_what_a_file_says() -> None:
    with pytest.raises(yaml.YAMLError):
        parsed("!!python/object/apply:os.system ['true']")
