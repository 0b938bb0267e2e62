"""What must hold between the parts of a template, each refused with what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway.domain.annual.codes import ORIGIN, TOTAL

if TYPE_CHECKING:
    from gateway.domain.annual.template import CollectedTable, Link, Template, View


def check_keys(template: Template) -> None:
    """Check that no key and no number of a published table stands twice."""
    for name in ("lists", "table", "link", "view", "indicator", "narrative"):
        keys = [each.key for each in getattr(template, name)]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(f"{name}: {key} stands twice")
    numbers = [each.number for each in template.view]
    for number in numbers:
        if numbers.count(number) > 1:
            raise ValueError(f"view: two tables have the number {number}")
    if ORIGIN not in {each.key for each in template.lists}:
        raise ValueError(f"lists: {ORIGIN} is missing, the Member States")


def check_table(template: Template, table: CollectedTable) -> None:
    """Check that a collected table has dimensions and sums that are there, and is shown."""
    known = {each.key for each in template.lists}
    for dimension in table.dimensions:
        if dimension not in known or dimension == ORIGIN:
            raise ValueError(f"table {table.key}: {dimension} is no dimension of a cell")
    said = {each.dimension for each in table.sums}
    if said != set(table.dimensions) or len(said) != len(table.sums):
        raise ValueError(f"table {table.key}: sums say of every dimension once what adds up")
    if not template.views_of(table.key):
        raise ValueError(f"table {table.key}: no published table shows it; nobody need fill it")


def check_link(template: Template, link: Link) -> None:
    """Check that a link is between figures that two tables have."""
    tables = {each.key: each for each in template.table}
    if link.more.table == link.less.table:
        raise ValueError(f"link {link.key}: a link is between two tables")
    for end in (link.more, link.less):
        table = tables.get(end.table)
        if table is None:
            raise ValueError(f"link {link.key}: {end.table} is no collected table")
        if not set(link.measures) <= set(table.measures):
            raise ValueError(f"link {link.key}: {end.table} does not collect all of its measures")
        for dimension in (*link.along, *end.at):
            if dimension not in table.dimensions or dimension in set(link.along) & set(end.at):
                raise ValueError(f"link {link.key}: {dimension} cannot be fixed or followed")
        for dimension, code in end.at.items():
            if code not in template.code_list(dimension):
                raise ValueError(f"link {link.key}: {code} is no code of {dimension}")
    _check_without(template, link, tables[link.more.table])


def _check_without(template: Template, link: Link, more: CollectedTable) -> None:
    if link.same and link.without:
        raise ValueError(f"link {link.key}: without is for figures that are not the same")
    for dimension, code in link.without.items():
        if dimension not in more.dimensions or template.code_list(dimension).get(code) is None:
            raise ValueError(f"link {link.key}: {code} is no code of {dimension} of {more.key}")
        for each in link.measures:
            if not (more.adds_up(dimension, each) or more.bounds(dimension, each)):
                raise ValueError(f"link {link.key}: nothing ties a {each} to its {dimension}")


def check_view(template: Template, view: View) -> None:
    """Check that a published table shows what is collected."""
    where = f"view {view.key}"
    tables = {each.key: each for each in template.table}
    table = tables.get(view.table)
    if table is None:
        raise ValueError(f"{where}: {view.table} is no collected table")
    if not set(view.measures) <= set(table.measures):
        raise ValueError(f"{where}: {view.table} does not collect all of its measures")
    if view.rows.dimension == view.columns.dimension:
        raise ValueError(f"{where}: rows and columns are the same dimension")
    allowed = {*table.dimensions, ORIGIN}
    for axis in (view.rows, view.columns):
        if axis.dimension not in allowed:
            raise ValueError(f"{where}: {axis.dimension} is no dimension of {view.table}")
        levels = {TOTAL, *template.code_list(axis.dimension).levels}
        if not set(axis.levels) <= levels:
            raise ValueError(f"{where}: {axis.dimension} has no such level")
    for dimension, code in view.fixed.items():
        if dimension not in allowed or dimension in {view.rows.dimension, view.columns.dimension}:
            raise ValueError(f"{where}: {dimension} cannot be fixed")
        if code not in template.code_list(dimension):
            raise ValueError(f"{where}: {code} is no code of {dimension}")


def check_behind(template: Template) -> None:
    """Check that what stands behind an indicator is a count that is asked for."""
    units = {each.key: each.unit for each in template.indicator}
    for indicator in template.indicator:
        if indicator.behind is not None and units.get(indicator.behind) != "count":
            raise ValueError(f"indicator {indicator.key}: {indicator.behind} counts nobody")
