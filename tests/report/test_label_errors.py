from dataclasses import replace

from shuzi.evaluation import Outcome
from shuzi.records import Record
from shuzi.report.label_errors import suspected


def test_a_label_that_the_model_contradicts_is_suspected(read):
    assert [record.name for record in suspected(read)] == ["no. 3"]


def test_numbers_are_not_suspected(read):
    number = Record("a.png", "12", "13", (Outcome(1, 1, 0.9), Outcome(2, 3, 0.9)))

    assert suspected(replace(read, records=(number, number))) == ()


def test_one_kind_of_digit_alone_says_nothing(read):
    assert suspected(replace(read, records=read.records[:1])) == ()
