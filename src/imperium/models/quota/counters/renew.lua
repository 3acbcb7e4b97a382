-- Prolongs a reservation on each of its accounts. One that was lost with the cache is put back, under its old version.
-- KEYS as in reserve.lua. ARGV: request id, held micro-USD, lease (ms); then for each account its version.
local request, held, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
for n = 1, #KEYS / 2 do
  local counter, leases, version = KEYS[2 * n - 1], KEYS[2 * n], ARGV[3 + n]
  local member = held .. ':' .. version .. ':' .. request
  if redis.call('ZSCORE', leases, member) then
    redis.call('ZADD', leases, now + lease, member)
  elseif redis.call('HGET', counter, 'version') ~= version then
    if redis.call('EXISTS', counter) == 0 then
      redis.call('HSET', counter, 'version', string.format('%.0f', clock[1] * 1000000 + clock[2]))
      redis.call('PEXPIRE', counter, 86400000)
      redis.call('DEL', leases)
    end
    redis.call('ZADD', leases, now + lease, member)
    redis.call('HINCRBY', counter, 'held_micro_usd', held)
  end
  redis.call('PEXPIRE', leases, math.max(redis.call('PTTL', counter), 2 * lease))
end
