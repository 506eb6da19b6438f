-- What the operations share that note when a penalty ends; behind dossier.part.lua.

-- Notes when a penalty ends; the key lives longer than the last of them.
local function plan(key, until_ms, from_ms, member, grace)
  redis.call('ZADD', key, until_ms, member)
  local keep = math.max(0, until_ms - from_ms) + KEPT_MS + grace
  redis.call('PEXPIRE', key, keep, 'NX')
  redis.call('PEXPIRE', key, keep, 'GT')
end

