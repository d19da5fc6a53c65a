import time

from milepost.jobs.public import paced_batches


def test_it_yields_everything_in_order():
    assert [n for batch in paced_batches(range(7), 3) for n in batch] == list(range(7))
    assert list(paced_batches([])) == []


def test_it_pauses_after_each_batch():
    began = time.monotonic()
    list(paced_batches(range(3), 1))
    assert time.monotonic() - began >= 0.06


def test_it_makes_the_batches_shorter_when_they_take_long():
    lengths = []
    for batch in paced_batches(range(30), 16):
        lengths.append(len(batch))
        if len(lengths) <= 2:
            time.sleep(0.06)
    assert lengths == [16, 8, 4, 2]
