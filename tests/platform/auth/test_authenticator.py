import asyncio

import pytest

from imperium.platform.auth.authenticator import Authenticator
from imperium.platform.auth.principal import LOCAL_ADMIN, Role
from imperium.platform.auth.repository import KeyRepository
from imperium.platform.auth.service import Keys
from imperium.platform.errors import AuthenticationFailed


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def test_loopback_without_keys_is_the_local_admin_whatever_is_sent(repository: KeyRepository) -> None:
    authenticator = Authenticator(repository, "127.0.0.1")
    assert await authenticator.authenticate({}) is LOCAL_ADMIN
    assert await authenticator.authenticate(bearer("sk-anything")) is LOCAL_ADMIN


async def test_beyond_loopback_nobody_comes_in_without_a_key(repository: KeyRepository) -> None:
    with pytest.raises(AuthenticationFailed):
        await Authenticator(repository, "0.0.0.0").authenticate({})


async def test_with_the_first_key_every_request_needs_one(repository: KeyRepository) -> None:
    clock = Clock()
    authenticator = Authenticator(repository, "127.0.0.1", clock)
    assert await authenticator.authenticate({}) is LOCAL_ADMIN
    _, token = await Keys(repository, clock=clock).create("by another process", Role.OPERATOR, "acme")
    clock.now += 5
    with pytest.raises(AuthenticationFailed) as refused:
        await authenticator.authenticate({})
    assert "Bearer imp_" in str(refused.value.remedy)
    principal = await authenticator.authenticate(bearer(token))
    assert (principal.tenant, principal.role) == ("acme", Role.OPERATOR)
    assert await authenticator.authenticate({"x-api-key": token}) == principal


@pytest.mark.parametrize(
    "spoil", [lambda t: t[:-1], lambda t: t + "x", lambda t: t.replace("imp_", "sk_"), lambda t: "x"]
)
async def test_a_wrong_key_is_refused(repository: KeyRepository, spoil: object) -> None:
    keys = Keys(repository)
    _, token = await keys.create("a", Role.ADMIN)
    authenticator = Authenticator(repository, "127.0.0.1")
    with pytest.raises(AuthenticationFailed, match="not known"):
        await authenticator.authenticate(bearer(spoil(token)))  # type: ignore[operator]


@pytest.mark.parametrize("step_s", [30, -3_600])
async def test_a_revoked_key_ends_at_once_here_and_within_half_a_minute_elsewhere(
    repository: KeyRepository, step_s: float
) -> None:
    """Also when the clock is set back meanwhile."""
    clock = Clock()
    here, elsewhere = (Authenticator(repository, "0.0.0.0", clock) for _ in range(2))
    keys = Keys(repository, changed=here.forget, clock=clock)
    key, token = await keys.create("a", Role.ADMIN)
    for authenticator in (here, elsewhere):
        await authenticator.authenticate(bearer(token))
    await keys.revoke(key.id)
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await here.authenticate(bearer(token))
    clock.now += step_s
    with pytest.raises(AuthenticationFailed, match="revoked"):
        await elsewhere.authenticate(bearer(token))


async def test_a_key_expires_to_the_second_though_it_is_remembered(repository: KeyRepository) -> None:
    clock = Clock()
    authenticator = Authenticator(repository, "127.0.0.1", clock)
    _, token = await Keys(repository, clock=clock).create("a", Role.ADMIN, expires_in_days=1)
    clock.now += 86_399
    await authenticator.authenticate(bearer(token))
    clock.now += 1
    with pytest.raises(AuthenticationFailed):
        await authenticator.authenticate(bearer(token))
    with pytest.raises(AuthenticationFailed):
        await authenticator.authenticate({})  # an expired key keeps the door shut


async def test_the_last_use_is_noted(repository: KeyRepository) -> None:
    clock = Clock()
    keys = Keys(repository, clock=clock)
    _, token = await keys.create("a", Role.ADMIN)
    clock.now += 100
    await Authenticator(repository, "127.0.0.1", clock).authenticate(bearer(token))
    async with asyncio.timeout(60):
        while not (await keys.all())[0].last_used_at:  # noqa: ASYNC110  (written beside the answer, nobody tells)
            await asyncio.sleep(0.01)
    assert (await keys.all())[0].last_used_at == clock.now
