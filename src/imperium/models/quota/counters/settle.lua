-- Ends a reservation on each of its accounts, with a charge or without one.
-- KEYS as in reserve.lua. ARGV: request id, held micro-USD, what to do (charge or release), micro-USD, requests; then for
-- each account begins and version.
-- A charge that has no reservation, or stands on another count of the ledger than the counter does, is not added: the
-- account is marked to be counted again.
-- Answers for each account its standing, or a dash where that is not known.
local request, held, charging = ARGV[1], ARGV[2], ARGV[3] == 'charge'
local clock = redis.call('TIME')
local now_us = clock[1] * 1000000 + clock[2]
local answer = {}

local function int(number) return string.format('%.0f', number) end

for n = 1, #KEYS / 2 do
  local counter, leases, begins, version = KEYS[2 * n - 1], KEYS[2 * n], ARGV[4 + 2 * n], ARGV[5 + 2 * n]
  local present = redis.call('ZREM', leases, held .. ':' .. version .. ':' .. request) == 1
  local standing = '-'
  if redis.call('EXISTS', counter) == 1 then
    if present then redis.call('HINCRBY', counter, 'held_micro_usd', int(0 - tonumber(held))) end
    local values = redis.call('HMGET', counter, 'begins', 'version')
    if charging and present and values[1] == begins and values[2] == version then
      standing = int(redis.call('HINCRBY', counter, 'micro_usd', ARGV[4])) .. ':'
        .. int(redis.call('HINCRBY', counter, 'requests', ARGV[5])) .. ':'
        .. (redis.call('HGET', counter, 'held_micro_usd') or '0') .. ':' .. redis.call('ZCARD', leases)
    elseif charging then
      redis.call('HDEL', counter, 'begins')
      redis.call('HSET', counter, 'version', int(math.max(tonumber(values[2] or 0) + 1, now_us)))
    end
  end
  answer[n] = standing
end
return table.concat(answer, ' ')
