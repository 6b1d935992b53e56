"""Every column of the desk's database stands in `docs/clear-columns.md` with its reason, and no row is stale."""

import re

import pytest
from django.apps import apps
from django.db import connection

from tests.lines import REPOSITORY

ROW = re.compile(r"^\| (\w+\.\w+) \| (clear|random) \| ?(.*?) ?\|$", re.MULTILINE)
NUMBERS = re.compile(r"\.(case_id|report_id|handover_id|undone)$")  # their names say all there is to say


@pytest.mark.django_db
def test_every_column_has_its_reason() -> None:
    page = (REPOSITORY / "docs" / "clear-columns.md").read_text(encoding="utf-8")
    rows = {column: reason for column, _, reason in ROW.findall(page)}
    with connection.cursor() as cursor:
        look = connection.introspection
        tables = [table for table in look.table_names(cursor) if not table.startswith("sqlite_")]
        real = {f"{t}.{column.name}" for t in tables for column in look.get_table_description(cursor, t)}
    assert set(rows) == real
    assert [column for column, reason in rows.items() if not reason and not NUMBERS.search(column)] == []


def test_nothing_that_is_typed_has_a_column_but_the_name_of_a_view() -> None:
    long = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        if model.__module__.startswith("tocsin.")
        for field in model._meta.local_fields
        if field.get_internal_type() == "TextField" or (getattr(field, "max_length", None) or 0) > 64
    }
    assert long <= {"staff_officer.password", "queue_view.name", "watch_entry.about"}  # the last holds codes
