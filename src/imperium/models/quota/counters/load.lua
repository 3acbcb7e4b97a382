-- Sets what the ledger says of one account, unless something was charged since `version`.
-- KEYS: the counter. ARGV: begins, ends (ms), version, micro-USD, requests. Kept for a day after the period.
local values = redis.call('HMGET', KEYS[1], 'begins', 'version')
if values[1] == ARGV[1] then return 1 end
if values[2] ~= ARGV[3] then return 0 end
redis.call('HSET', KEYS[1], 'begins', ARGV[1], 'micro_usd', ARGV[4], 'requests', ARGV[5])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('PEXPIRE', KEYS[1], math.max(0, tonumber(ARGV[2]) - now) + 86400000)
return 1
