-- with writes.part.lua entries.part.lua
-- Record one batch's entries of joins, and answer what is known as of each act.
--
-- KEYS[1]      {bucket}:progress   hash    topic:partition -> offset the windows have reached,
--                                          topic:partition:writes -> calls that have written
-- KEYS[2]      {bucket}:unsettled  zset    member: position of the join in its rule, and its key;
--                                          score: when an act of it came (ms)
-- KEYS[3+2i]   acts                zset    member: msgpack entry, score: at_ms
-- KEYS[4+2i]   supports            zset    member: msgpack entry, score: at_ms; of a crowd
--                                          member: account, score: at_ms of its latest act
-- ARGV[1]      field of the partition in progress; "" when waiting acts are answered
-- ARGV[2]      offset that this worker last knew to be reached (offset)
-- ARGV[3]      writes that this worker last knew of (count)
-- ARGV[4]      how long keys outlive their use (ms)
-- ARGV[5]      now (ms)
-- ARGV[6]      msgpack {{within_ms, support_ms, by_account, crowd, agreement, settles, capacity,
--              supports_kept}, ...}
-- ARGV[7]      msgpack {{spec, acts, supports, since_ms, waiting}, ...}: numbers of entries per
--              group, and the member of KEYS[2] that it is
-- ARGV[8...]   per group its acts, then its supports, each as at_ms, member
-- returns      {"OK", msgpack {{group, others, act, support, ...}, ...}, writes} or {"LOST"}
--
-- Entries are those of entries.part.lua. The answer is that of streams/windows/joining.py.

local SUPPORTS_ANSWERED = 16
local CROWD_TOLD_AGAIN = 8

if is_lost(1) then return {'LOST'} end

local grace, now = tonumber(ARGV[4]), ARGV[5]

local function crowds(spec, index, acts, since, answers)
  local answered = {}
  for i = 1, #acts do
    local newest = acts[i]
    if newest[2] >= since then
      local around, accounts, count = {}, {}, 0
      for j = 1, #acts do
        local act = acts[j]
        if act[2] > newest[2] - spec[1] and act[2] <= newest[2] and agree(act, newest, spec[5]) then
          around[#around + 1] = act
          if not accounts[act[5]] then
            accounts[act[5]] = true
            count = count + 1
          end
        end
      end
      if count >= spec[4] then
        local told = count <= spec[4] + CROWD_TOLD_AGAIN and around or {newest}
        for j = 1, #told do
          if not answered[told[j][1]] then
            answered[told[j][1]] = true
            answers[#answers + 1] = {index, count, told[j]}
          end
        end
      end
    end
  end
end

local function different_before(spec, acts, position)
  local act, seen, different = acts[position], {}, 0
  if not act[3][1] then return 0 end
  seen[table.concat(act[3][1], '\31')] = true
  for i = 1, position - 1 do
    local other = acts[i]
    local first = other[3][1] and table.concat(other[3][1], '\31')
    if other[2] > act[2] - spec[1] and first and not seen[first] then
      seen[first] = true
      different = different + 1
    end
  end
  return different
end

local function joins(spec, index, acts, supports, since, answers)
  for i = 1, #acts do
    local act = acts[i]
    if act[2] >= since then
      local mine = {}
      for j = 1, #supports do
        local one = supports[j]
        if one[2] <= act[2] and one[2] >= act[2] - spec[2]
            and (not spec[3] or has(one[3][1], act[5])) then
          mine[#mine + 1] = one
        end
      end
      local answer = {index, different_before(spec, acts, i), act}
      for j = math.max(1, #mine - SUPPORTS_ANSWERED + 1), #mine do answer[#answer + 1] = mine[j] end
      answers[#answers + 1] = answer
    end
  end
end

-- returns how many entries the key then has
local function keep(key, from, count, keep_ms, capacity)
  if count == 0 then return 0 end
  redis.call('ZADD', key, unpack(ARGV, from, from + 2 * count - 1))
  redis.call('PEXPIRE', key, keep_ms + LATENESS_MS + grace)
  local size = redis.call('ZCARD', key)
  if size > capacity then redis.call('ZREMRANGEBYRANK', key, 0, size - capacity - 1) end
  return math.min(size, capacity)
end

-- whether a crowd may be there: so many accounts have acts under the key; the latest of each is
-- noted where other joins keep supports
local function may_be_crowded(spec, key, from, count, keep_ms)
  for i = 0, count - 1 do
    local act = unpack_entry(ARGV[from + 2 * i + 1])
    redis.call('ZADD', key, 'GT', act[2], act[5])
  end
  if redis.call('ZCARD', key) < spec[4] then
    redis.call('PEXPIRE', key, keep_ms + LATENESS_MS + grace)
    return false
  end
  local newest = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]
  redis.call('ZREMRANGEBYSCORE', key, '-inf', newest - keep_ms - LATENESS_MS)
  redis.call('PEXPIRE', key, keep_ms + LATENESS_MS + grace)
  return redis.call('ZCARD', key) >= spec[4]
end

local specs, groups, answers, at = cmsgpack.unpack(ARGV[6]), cmsgpack.unpack(ARGV[7]), {}, 8
for index = 1, #groups do
  local group = groups[index]
  local spec = specs[group[1]]
  local acts_key, supports_key = KEYS[2 * index + 1], KEYS[2 * index + 2]
  keep(acts_key, at, group[2], spec[1], spec[7])
  keep(supports_key, at + 2 * group[2], group[3], spec[2], spec[8])
  if spec[6] and ARGV[1] ~= '' then
    if group[2] > 0 then
      redis.call('ZADD', KEYS[2], 'NX', now, group[5])
      redis.call('PEXPIRE', KEYS[2], spec[1] + LATENESS_MS + grace)
    end
  elseif spec[4] > 0 then
    if may_be_crowded(spec, supports_key, at, group[2], spec[1]) then
      crowds(spec, index, entries_of(acts_key), group[4], answers)
    end
  elseif group[2] > 0 or redis.call('EXISTS', acts_key) == 1 then
    joins(spec, index, entries_of(acts_key), entries_of(supports_key), group[4], answers)
  end
  at = at + 2 * (group[2] + group[3])
end

return {'OK', cmsgpack.pack(answers), count_write(1, grace)}
