"""What is asked and said of a licence (licence.proto)."""

from __future__ import annotations

from comity.v1 import licence_pb2 as pb
from gateway.domain.case.licence_statement import (
    CustomsItem,
    LicenceAnswer,
    LicenceQuestion,
    LicenceStatement,
)
from gateway.wire.faults import Fields
from gateway.wire.scalars import (
    read_date,
    read_date_or_none,
    read_decimal_or_none,
    same_names,
    write_date,
    write_decimal,
)

ANSWERS = same_names(LicenceAnswer, pb.LicenceAnswer)


def question_to_pb(question: LicenceQuestion) -> pb.LicenceQuestion:
    """Write a question about a licence."""
    return pb.LicenceQuestion(number=question.number, date=write_date(question.on))


def question_fields(question: pb.LicenceQuestion) -> Fields:
    """Read the fields of a question about a licence, not yet validated."""
    return {"number": question.number, "on": read_date_or_none(question.date)}


def statement_to_pb(statement: LicenceStatement) -> pb.LicenceStatement:
    """Write how a licence stands."""
    return pb.LicenceStatement(
        number=statement.number,
        date=write_date(statement.on),
        answer=ANSWERS.number[statement.answer],
        state="" if statement.state is None else str(statement.state),
        first_date=write_date(statement.valid_from),
        last_date=write_date(statement.valid_until),
        lines=[_line_to_pb(each) for each in statement.lines],
    )


def statement_fields(statement: pb.LicenceStatement) -> Fields:
    """Read the fields of how a licence stands, not yet validated."""
    return {
        "number": statement.number,
        "on": read_date(statement.date),
        "answer": ANSWERS.read(statement.answer),
        "state": statement.state or None,
        "valid_from": read_date_or_none(statement.first_date),
        "valid_until": read_date_or_none(statement.last_date),
        "lines": [_line_fields(each) for each in statement.lines],
    }


def _line_to_pb(line: CustomsItem) -> pb.LicenceLine:
    return pb.LicenceLine(
        line=line.line,
        codes=line.codes,
        cn_code=line.cn_code or "",
        description=line.description,
        quantity=write_decimal(line.quantity),
        quantity_unit=line.unit,
        value=write_decimal(line.value),
        currency=line.currency or "",
        quantity_left=write_decimal(line.quantity_left),
        value_left=write_decimal(line.value_left),
    )


def _line_fields(line: pb.LicenceLine) -> Fields:
    return {
        "line": line.line,
        "codes": list(line.codes),
        "cn_code": line.cn_code or None,
        "description": line.description,
        "quantity": read_decimal_or_none(line.quantity),
        "unit": line.quantity_unit,
        "value": read_decimal_or_none(line.value),
        "currency": line.currency or None,
        "quantity_left": read_decimal_or_none(line.quantity_left),
        "value_left": read_decimal_or_none(line.value_left),
    }
