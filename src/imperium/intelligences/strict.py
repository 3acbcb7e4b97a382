"""Nested input models that refuse what they don't know, and name the nearest field that they do.

A capability's own fields are explained by the capability; its nested objects have to speak for themselves.
"""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError

from imperium.kit.suggest import did_you_mean


class Strict(BaseModel):
    """Refuses unknown fields at any depth."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _only_known(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = cls.known_names()
        for name in data:
            if name not in known:
                shown = str(name)[:80]
                hint = did_you_mean(shown, known)
                raise PydanticCustomError(
                    "unknown_field", "unknown field '{name}'. {hint}", {"name": shown, "hint": hint}
                )
        return data

    @classmethod
    def known_names(cls) -> set[str]:
        """Every name that a field may be given by."""
        names = set(cls.model_fields)
        for field in cls.model_fields.values():
            alias = field.validation_alias
            if isinstance(alias, AliasChoices):
                names |= {choice for choice in alias.choices if isinstance(choice, str)}
        return names
