-- Reserves on all accounts or on none. The rule is the one of decision.py; a test holds the two together.
-- KEYS: for each account its counter (hash) and its leases (sorted by when they run out).
-- ARGV: request id, least, usual, most (micro-USD), lease (ms); then for each account begins, max requests, max
-- micro-USD (empty: no limit).
-- Answers words, parted by spaces: granted, blocked, unloaded or lapsed, and what belongs to it.
local SPARE_SHARE, LAPSED_AT_ONCE = 16, 64
local request, least, usual, most, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now_us = clock[1] * 1000000 + clock[2]
local now = math.floor(now_us / 1000)
local accounts, lapsed, unloaded = {}, {'lapsed'}, {'unloaded'}

local function int(number) return string.format('%.0f', number) end

for n = 1, #KEYS / 2 do
  local counter, leases, argument = KEYS[2 * n - 1], KEYS[2 * n], 5 + 3 * (n - 1)
  local values = redis.call('HMGET', counter, 'begins', 'version', 'micro_usd', 'requests', 'held_micro_usd')
  local version = values[2]
  if not version then
    version = int(now_us)
    redis.call('HSET', counter, 'version', version)
    redis.call('PEXPIRE', counter, 86400000)
    redis.call('DEL', leases)
  end
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', leases, '-inf', now, 'LIMIT', 0, LAPSED_AT_ONCE)) do
    table.insert(lapsed, n - 1)
    table.insert(lapsed, member)
  end
  if values[1] ~= ARGV[argument + 1] then
    table.insert(unloaded, n - 1)
    table.insert(unloaded, version)
  end
  accounts[n] = {
    counter = counter, leases = leases, version = version,
    micro_usd = tonumber(values[3] or 0), requests = tonumber(values[4] or 0),
    held_micro_usd = tonumber(values[5] or 0), held_requests = redis.call('ZCARD', leases),
    max_requests = tonumber(ARGV[argument + 2]), max_micro_usd = tonumber(ARGV[argument + 3]),
  }
end
if #lapsed > 1 then return table.concat(lapsed, ' ') end
if #unloaded > 1 then return table.concat(unloaded, ' ') end

local function blocked(measure, by, is_blocked)
  local answer = {'blocked', measure, by}
  for n, account in ipairs(accounts) do
    if is_blocked(account) then table.insert(answer, n - 1) end
  end
  return #answer > 3 and answer or nil
end

local target, spare, limited = usual, math.huge, false
for _, account in ipairs(accounts) do
  if account.max_micro_usd then
    limited = true
    account.left = math.max(0, account.max_micro_usd - account.micro_usd)
    account.free = math.max(0, account.left - account.held_micro_usd)
    target = math.min(target, account.left)
    spare = math.min(spare, account.free - math.floor(account.left / 2))
  end
end
local answer = blocked('requests', 'spent', function(a) return a.max_requests and a.requests >= a.max_requests end)
  or blocked('micro_usd', 'spent', function(a) return a.left and a.left < least end)
  or blocked('requests', 'held', function(a) return a.max_requests and a.requests + a.held_requests >= a.max_requests end)
  or blocked('micro_usd', 'held', function(a) return a.free and a.free < target end)
if answer then return table.concat(answer, ' ') end

local granted = 0
if limited then granted = math.min(most, target + math.floor(math.max(0, spare - target) / SPARE_SHARE)) end
answer = {'granted', limited and int(granted) or '-'}
for _, account in ipairs(accounts) do
  local member = int(granted) .. ':' .. account.version .. ':' .. request
  local held = redis.call('HINCRBY', account.counter, 'held_micro_usd', int(granted))
  redis.call('ZADD', account.leases, now + lease, member)
  redis.call('PEXPIRE', account.leases, math.max(redis.call('PTTL', account.counter), 2 * lease))
  for _, value in ipairs({account.version, account.micro_usd, account.requests, held, account.held_requests + 1}) do
    table.insert(answer, type(value) == 'number' and int(value) or value)
  end
end
return table.concat(answer, ' ')
