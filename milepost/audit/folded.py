"""A column that holds another one's text as people compare it: without case and accents.

Lists sort by it, the same on every database and by an index: a database's own order would put Élodie after Tomasz.
"""

from typing import Any

from django.db import models

from milepost.lib.text import fold


class FoldedField(models.CharField[str, str]):
    """The text of the column `of`, folded, as far as it fits. Every write keeps it; it is nothing of its own to log."""

    def __init__(self, *args: Any, of: str = "name", **kwargs: Any) -> None:
        kwargs = {"editable": False, "default": "", "max_length": 200, **kwargs}
        super().__init__(*args, **kwargs)
        self.of = of

    def deconstruct(self) -> Any:
        """Return what a migration must write to make this field."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "milepost.audit.public.FoldedField", args, {**kwargs, "of": self.of}

    def folded(self, text: str) -> str:
        """Return what stands beside `text`."""
        return fold(text)[: self.max_length]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002 - as Django calls it
        """Fold anew whenever the row is saved whole."""
        text = self.folded(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, text)
        return text


def folded_fields(model: type[models.Model]) -> list[FoldedField]:
    """Return the folded columns of `model`."""
    return [field for field in model._meta.concrete_fields if isinstance(field, FoldedField)]


def sort_path(model: type[models.Model], name: str) -> str:
    """Return the column by which rows stand in the order of `name`: its folded one where there is one."""
    return next((field.name for field in folded_fields(model) if field.of == name), name)
