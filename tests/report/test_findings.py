from dataclasses import replace


def test_wrong_answers_come_before_refusals(findings):
    assert [record.name for record in findings.misread] == ["no. 3", "no. 7"]


def test_bins_are_of_what_was_answered_and_the_curve_of_all(findings):
    assert sum(each.count for each in findings.bins) == 39
    assert findings.curve.count == 40
    assert findings.curve.at(0.0).answered == 1
    assert findings.curve.at(0.0).error == 2 / 40
    assert findings.curve.at(0.5).answered == 39 / 40


def test_confidences_in_digits_are_those_of_all_digits(findings):
    assert len(findings.digit_confidences) == 40
    assert min(findings.digit_confidences) == 0.4


def test_nothing_misread_is_nothing(findings, read):
    assert replace(findings, measured=replace(read, records=read.records[:3])).misread == ()
