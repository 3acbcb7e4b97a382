import time

from imperium.kit.ids import new_id


def test_ids_sort_by_the_time_they_were_made() -> None:
    earlier = new_id("run")
    time.sleep(0.002)
    assert earlier < new_id("run")


def test_ids_are_distinct_and_named() -> None:
    made = {new_id("run") for _ in range(10_000)}
    assert len(made) == 10_000
    assert all(one.startswith("run_") and len(one) == 30 for one in made)
