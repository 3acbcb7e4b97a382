"""What others change is noticed, also after a look that failed."""

from imperium.models.keys.watch import Watch
from imperium.platform.errors import TransientError
from support.waiting import until


class World:
    """Something that changes; `broken` for so many looks."""

    def __init__(self) -> None:
        self.state, self.broken, self.looks = 0, 0, 0
        self.told: list[int] = []

    async def look(self) -> int:
        self.looks += 1
        if self.broken:
            self.broken -= 1
            raise TransientError("busy")
        return self.state

    async def changed(self) -> None:
        self.told.append(self.state)


async def test_it_tells_at_first_and_after_each_change() -> None:
    world = World()
    watch = Watch(world.look, world.changed, every_s=0.001)
    await watch.start()
    assert world.told == [0]
    await until(lambda: world.looks > 5)
    assert world.told == [0]
    world.state = 1
    await until(lambda: world.told == [0, 1])
    world.broken, world.state = 3, 2
    await until(lambda: world.told == [0, 1, 2])
    await watch.close()
    looks = world.looks
    await watch.close()
    assert world.looks == looks


async def test_a_change_that_could_not_be_taken_is_told_again() -> None:
    world, refusals = World(), [TransientError("busy")]

    async def changed() -> None:
        if refusals:
            raise refusals.pop()
        await world.changed()

    watch = Watch(world.look, changed, every_s=60)
    try:
        await watch.look()
    except TransientError:
        await watch.look()
    assert world.told == [0]
