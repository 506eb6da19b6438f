-- Count findings as strikes of their subjects, and keep the severest restriction in force.
--
-- KEYS[1]      {bucket}:progress   hash  topic:partition -> offset the windows have reached,
--                                        topic:partition:writes -> calls that have written
-- KEYS[2+2i]   strikes             zset  member: finding id, score: at_ms
-- KEYS[3+2i]   in force            hash  severity, until_ms ("inf": without end)
-- ARGV[1]      how long keys outlive their use (ms)
-- ARGV[2]      msgpack {{finding_id, at_ms, decay_ms, enforced, {{severity, duration_ms,
--              restricts}, ...}}, ...}
-- ARGV[3]      field of the partition whose batch made the findings; "" when they are put back
-- ARGV[4]      offset that this worker last knew to be reached (offset)
-- ARGV[5]      writes that this worker last knew of (count)
-- returns      {"OK", {{strike number, 1 when the restriction in force is now this one}, ...},
--              writes} or {"LOST"}, where a strike would be counted as the first again

if ARGV[3] ~= '' then
  local held = redis.call('HMGET', KEYS[1], ARGV[3], ARGV[3] .. ':writes')
  for i = 1, 2 do
    if not held[i] or tonumber(held[i]) < tonumber(ARGV[3 + i]) then return {'LOST'} end
  end
end

local grace = tonumber(ARGV[1])
local findings, answers = cmsgpack.unpack(ARGV[2]), {}
for index = 1, #findings do
  local finding_id, at, decay, enforced, ladder = unpack(findings[index])
  local strikes, in_force = KEYS[2 * index], KEYS[2 * index + 1]
  redis.call('ZADD', strikes, 'NX', at, finding_id)
  redis.call('PEXPIRE', strikes, decay + grace)
  at = tonumber(redis.call('ZSCORE', strikes, finding_id))
  local number = redis.call('ZCOUNT', strikes, '(' .. string.format('%.0f', at - decay), at)
  local step = ladder[math.min(number, #ladder)]
  local holds = 0
  if step[3] and enforced then
    local ends = step[2] > 0 and at + step[2] or math.huge
    local current = redis.call('HMGET', in_force, 'severity', 'until_ms')
    local severity, until_ms = tonumber(current[1] or -1), tonumber(current[2] or -1)
    if until_ms < ends or (until_ms == ends and severity <= step[1]) then
      redis.call('HSET', in_force, 'severity', step[1], 'until_ms',
        ends == math.huge and 'inf' or string.format('%.0f', ends))
      if ends == math.huge then
        redis.call('PERSIST', in_force)
      else
        redis.call('PEXPIRE', in_force, step[2] + grace)
      end
      holds = 1
    end
  end
  answers[index] = {number, holds}
end
local writes = 0
if ARGV[3] ~= '' then
  writes = redis.call('HINCRBY', KEYS[1], ARGV[3] .. ':writes', 1)
  redis.call('PEXPIRE', KEYS[1], grace)
end
return {'OK', answers, writes}
