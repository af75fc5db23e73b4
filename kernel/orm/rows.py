"""Row comparison, ``(a, b) > (x, y)``: what keyset pages and feeds stand on, and indexes understand."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func
from django.db.models.expressions import Value
from django.db.models.sql.compiler import SQLCompiler


class RowAfter(Func):
    """Whether the row of columns comes after (or, with ``before``, before) the row of values."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, *columns: F, values: Sequence[Any], before: bool = False) -> None:
        if len(columns) != len(values):
            raise ValueError("as many values as columns")
        super().__init__(*columns)
        self.values = tuple(values)
        self.before = before

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **kwargs: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """``(a, b) > (x, y)``, each value prepared by its column's field."""
        left, right = [], []
        left_params: list[Any] = []
        right_params: list[Any] = []
        for column, value in zip(self.get_source_expressions(), self.values, strict=True):
            sql, params = compiler.compile(column)
            left.append(sql)
            left_params.extend(params)
            field = column.output_field
            sql, params = compiler.compile(Value(field.to_python(value), output_field=field))
            right.append(sql)
            right_params.extend(params)
        sign = "<" if self.before else ">"
        return f"({', '.join(left)}) {sign} ({', '.join(right)})", (*left_params, *right_params)
