import io

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image

from shuzi.batch.contents import contents_of, contents_of_array
from shuzi.batch.job import Job
from shuzi.batch.reading import PortionReader
from shuzi.batch.rows import ROWS


@pytest.fixture(scope="module")
def reader(job):
    return PortionReader(job)


def array_contents(pictures):
    keys = pa.array([f"a/{number}" for number in range(len(pictures))])
    return contents_of_array(keys, pictures.tobytes(), pictures.shape[1:], pictures.dtype)


def files(*contents):
    return contents_of((f"{number}.png", content, None) for number, content in enumerate(contents))


def test_files_are_read_as_single_pictures_are(reader, job, pngs):
    rows = reader.read(files(*pngs))
    expected = [job.reader().read_single(content) for content in pngs]

    assert rows.schema == ROWS
    assert rows.column("text").to_pylist() == [reading.text for reading in expected]
    assert rows.column("key").to_pylist() == [f"{number}.png" for number in range(len(pngs))]
    for row, reading in zip(rows.to_pylist(), expected, strict=True):
        assert row["confidence"] == pytest.approx(reading.lines[0].confidence, abs=1e-6)
        assert [*row["digits"][0]["box"].values()] == reading.lines[0].digits[0].box.to_list()


def test_frames_are_classified_as_they_are(reader, job, frames):
    rows = reader.read(array_contents(frames)).to_pylist()
    answers = job.reader().classifier.classify(frames)

    assert [row["text"] for row in rows] == [str(answer.value) for answer in answers]
    assert [row["confidence"] for row in rows] == pytest.approx(
        [answer.confidence for answer in answers], abs=1e-6
    )


def test_what_is_no_frame_yet_is_framed_and_stands_where_it_stood(reader, job, frames):
    pictures = frames.copy()
    pictures[1] = 255 - pictures[1]
    pictures[4] = np.roll(pictures[4], 2, axis=1)
    pictures[6] = 0
    rows = reader.read(array_contents(pictures)).to_pylist()
    answers = job.reader().classify([*pictures])

    assert [row["key"] for row in rows] == [f"a/{number}" for number in range(8)]
    assert [row["text"] for row in rows] == [
        "" if answer.value is None else str(answer.value) for answer in answers
    ]
    assert rows[6]["refused"][0]["reason"] == "blank"


def test_pictures_of_another_size_are_framed(reader, job, frames):
    pictures = 255 - np.pad(frames, ((0, 0), (9, 4), (3, 8)))
    rows = reader.read(array_contents(pictures)).to_pylist()

    assert [row["text"] for row in rows] == [
        str(digit.value) for digit in job.reader().classify([*pictures])
    ]
    assert rows[0]["width"] == 28 + 3 + 8


def test_a_bad_picture_has_its_error_and_the_others_are_read(reader, pngs):
    rows = reader.read(files(pngs[0], b"no picture", pngs[2][:60], b"", pngs[4])).to_pylist()

    assert [row["error"] is None for row in rows] == [True, False, False, False, True]
    assert rows[1]["error"].startswith("1.png: is no picture that can be read")
    assert rows[3]["error"].startswith("3.png: is empty")


def test_a_fault_of_ours_stops_one_picture_alone(job, pngs, monkeypatch):
    from shuzi import reader as readers

    find_ink = readers.find_ink

    def at_fault(grey):
        if grey.shape == (100, 100):
            raise IndexError("out of range")
        return find_ink(grey)

    monkeypatch.setattr(readers, "find_ink", at_fault)
    file = io.BytesIO()
    Image.new("L", (100, 100)).save(file, "PNG")
    rows = PortionReader(job).read(files(pngs[0], file.getvalue(), pngs[2])).to_pylist()

    assert [row["error"] for row in rows] == [None, "IndexError: out of range", None]


def test_pages_have_a_row_each(reader, frames):
    pages = [Image.fromarray(255 - np.pad(frame, 12)) for frame in frames[:3]]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    rows = reader.read(files(file.getvalue())).to_pylist()

    assert [row["key"] for row in rows] == ["0.png", "0.png#2", "0.png#3"]
    assert [row["page"] for row in rows] == [1, 2, 3]


def test_whole_pictures_are_read_as_the_reader_reads_them(model, written):
    job = Job.of(model, min_confidence=0, expect=2)
    file = io.BytesIO()
    Image.fromarray(255 - written("14\n25")).save(file, "PNG")
    (row,) = PortionReader(job).read(files(file.getvalue())).to_pylist()

    reading = job.reader().read(file.getvalue(), expect=2)
    assert row["text"] == reading.text
    assert [line["text"] for line in row["lines"]] == [line.text for line in reading.lines]
