-- with writes.part.lua entries.part.lua
-- Record one batch's observations and decide, in one step; exact and idempotent.
--
-- KEYS[1]      {bucket}:progress   hash    topic:partition -> offset the windows have reached,
--                                          topic:partition:writes -> calls that have written
-- KEYS[2+3i]   acts                zset    member: msgpack entry, score: at_ms
-- KEYS[3+3i]   supports            zset    member: msgpack entry, score: at_ms
-- KEYS[4+3i]   record              string  msgpack {chain, total, {decided, ...}}
-- ARGV[1]      field of the partition in progress; "" for what waiting acts bring about
-- ARGV[2]      offset that this worker last knew to be reached (offset)
-- ARGV[3]      writes that this worker last knew of (count)
-- ARGV[4]      how long keys outlive their use (ms)
-- ARGV[5]      msgpack {{counting, within_ms, cooldown_ms, {threshold, ...}, capacity, support_ms,
--              agreement, weight, least_acts, least_supports}, ...}
-- ARGV[6]      msgpack {{spec, acts, supports, since_ms, trigger}, ...}: numbers of entries per group
-- ARGV[7...]   per group its acts, then its supports, each as at_ms, member
-- returns      {"OK", msgpack {{group, chain, decided}, ...}, writes} or {"LOST"}
--
-- Entries are those of entries.part.lua; a decided is {ordinal, at_ms, trigger, event_id, counts,
-- events, identity, account}. The verdict is that of streams/windows/evaluation.py, which says why
-- it is so.

local CHAIN_MS = 34560000000
local SUPPORTS_KEPT = 64
local EVENTS_AS_EVIDENCE = 20
local DECISIONS_KEPT = 8

if is_lost(1) then return {'LOST'} end

local grace = tonumber(ARGV[4])
local pack = cmsgpack.pack

local function last_until(entries, at)
  local found = nil
  for i = 1, #entries do
    if entries[i][2] > at then break end
    found = entries[i]
  end
  return found
end

local function named(view, act)
  if act[7] ~= '' then return true end
  local room = last_until(view.rooms, act[2])
  return room ~= nil and has(room[8], act[5])
end

local function staff(view, act, at)
  local seen = act[6] ~= '' and view.devices[act[6]]
  return named(view, act) or (seen and seen <= at)
end

local function see(devices, device, at)
  if device ~= '' and at < (devices[device] or math.huge) then devices[device] = at end
end

local function owner(view, at)
  local room = last_until(view.rooms, at) or view.rooms[1]
  if room then return room[8][1] end
  local act = last_until(view.owners, at) or view.owners[1]
  return act and act[5] or ''
end

local function distinct(acts, dimensions)
  local counts = {}
  for dimension = 1, dimensions do
    local seen, count = {}, 0
    for i = 1, #acts do
      local identities = acts[i][3][dimension]
      for j = 1, #identities do
        if not seen[identities[j]] then
          seen[identities[j]] = true
          count = count + 1
        end
      end
    end
    counts[dimension] = count
  end
  return counts
end

local function reached(counts, thresholds)
  for i = 1, #thresholds do
    if counts[i] < thresholds[i] then return false end
  end
  return true
end

local function view_of(spec, acts, supports)
  local view = {spec = spec, acts = acts, supports = supports, rooms = {}, owners = {}, devices = {}}
  if spec[1] ~= 'staff' then return view end
  for i = 1, #supports do
    local entry = supports[i]
    if #entry[8] > 0 then view.rooms[#view.rooms + 1] = entry end
    see(view.devices, entry[6], entry[2])
  end
  for i = 1, #acts do
    local act = acts[i]
    if act[7] == 'owner' then view.owners[#view.owners + 1] = act end
  end
  for i = 1, #acts do
    if named(view, acts[i]) then see(view.devices, acts[i][6], acts[i][2]) end
  end
  return view
end

local function may_qualify(view)
  local spec = view.spec
  if #view.acts < spec[9] then return false end
  if spec[1] == 'persistence' then return #view.supports >= spec[10] end
  return reached(distinct(view.acts, #spec[4]), spec[4])
end

local function verdict(view, act, counts, window, identity)
  local events = {}
  for i = math.max(1, #window - EVENTS_AS_EVIDENCE + 1), #window do
    events[#events + 1] = {window[i][1], window[i][2], window[i][9]}
  end
  local account = act[5]
  if view.spec[1] == 'staff' then account = owner(view, act[2]) end
  return {0, act[2], '', act[1], counts, events, identity, account}
end

local function within(entries, start, at)
  local window = {}
  for i = 1, #entries do
    local entry = entries[i]
    if entry[2] > at then break end
    if entry[2] > start then window[#window + 1] = entry end
  end
  return window
end

local function with_identity(entries, identity)
  local mine = {}
  for i = 1, #entries do
    if has(entries[i][3][1], identity) then mine[#mine + 1] = entries[i] end
  end
  return mine
end

local function persistence(view, act, window, start)
  local spec = view.spec
  local refusals = within(view.supports, start, act[2])
  for i = 1, #act[3][1] do
    local identity = act[3][1][i]
    local mine = with_identity(window, identity)
    local refused = with_identity(refusals, identity)
    local counts = {#mine, #refused, #mine + spec[8] * #refused}
    if reached(counts, spec[4]) then
      local everything, a, b = {}, 1, 1
      while a <= #mine or b <= #refused do
        if b > #refused or (a <= #mine and mine[a][2] <= refused[b][2]) then
          everything[#everything + 1] = mine[a]
          a = a + 1
        else
          everything[#everything + 1] = refused[b]
          b = b + 1
        end
      end
      return verdict(view, act, counts, everything, identity)
    end
  end
  return nil
end

local function taken_back(view, act, at)
  for i = 1, #view.supports do
    local one = view.supports[i]
    if one[2] > at then return false end
    if one[2] >= act[2] and one[3][1][1] == act[3][1][1] then return true end
  end
  return false
end

local function counts_in(view, act, other)
  local counting = view.spec[1]
  if counting == 'net' then return not taken_back(view, other, act[2]) end
  if counting == 'similar' then return agree(act, other, view.spec[7]) end
  return staff(view, other, act[2])
end

local function as_of(view, act, floor)
  local spec = view.spec
  local start = math.max(floor, act[2] - spec[2])
  local window = within(view.acts, start, act[2])
  if spec[1] == 'persistence' then return persistence(view, act, window, start) end
  if spec[1] ~= 'distinct' then
    if spec[1] == 'staff' and not staff(view, act, act[2]) then return nil end
    local counted = {}
    for i = 1, #window do
      if counts_in(view, act, window[i]) then counted[#counted + 1] = window[i] end
    end
    window = counted
  end
  local counts = distinct(window, #spec[4])
  if not reached(counts, spec[4]) then return nil end
  return verdict(view, act, counts, window, '')
end

local function decide(view, record, act, trigger)
  local decided, cooldown = record[3], view.spec[3]
  local before = 0
  while before < #decided and decided[before + 1][2] <= act[2] do before = before + 1 end
  local floor = before > 0 and decided[before][2] or -1
  if before > 0 and act[2] < floor + cooldown then return false end
  local found = as_of(view, act, floor)
  if not found then return false end
  local following = decided[before + 1]
  if following and following[2] < act[2] + cooldown then
    following[2] = act[2]
    return true
  end
  if record[2] == 0 then record[1] = math.floor(act[2] / CHAIN_MS) end
  record[2] = record[2] + 1
  found[1], found[3] = record[2], trigger
  table.insert(decided, before + 1, found)
  while #decided > DECISIONS_KEPT do table.remove(decided, 1) end
  return true
end

-- Whether nothing can come of the new entries: all acts from theirs on lie in the last cooldown.
local function covered(spec, record, group, ids, acts_key)
  local decided = record[3]
  for i = 1, #decided do
    local owner_missing = spec[1] == 'staff' and decided[i][8] == ''
    if ids[decided[i][3]] or owner_missing then return false end
  end
  local last = decided[#decided]
  if not last or group[4] < last[2] then return false end
  local newest = redis.call('ZRANGE', acts_key, -1, -1, 'WITHSCORES')[2]
  return tonumber(newest) < last[2] + spec[3]
end

local function evaluate(spec, group, record, ids, acts_key, supports_key, answers, index)
  local learnt, changed = {}, false
  local view = view_of(spec, entries_of(acts_key), entries_of(supports_key))
  if may_qualify(view) then
    for i = 1, #view.acts do
      if view.acts[i][2] >= group[4] then
        local event_id = view.acts[i][1]
        changed = decide(view, record, view.acts[i], ids[event_id] and event_id or group[5]) or changed
      end
    end
  end
  if spec[1] == 'staff' then
    for i = 1, #record[3] do
      local decided = record[3][i]
      local account = decided[8] == '' and owner(view, decided[2]) or ''
      if account ~= '' then
        decided[8], changed = account, true
        learnt[decided[1]] = true
      end
    end
  end
  for i = 1, #record[3] do
    local decided = record[3][i]
    if ids[decided[3]] or learnt[decided[1]] then
      answers[#answers + 1] = {index, record[1], decided}
    end
  end
  return changed
end

local function add(key, from, count, keep_ms, capacity)
  if count > 0 then
    redis.call('ZADD', key, unpack(ARGV, from, from + 2 * count - 1))
    redis.call('PEXPIRE', key, keep_ms + LATENESS_MS + grace)
  end
  local size = redis.call('ZCARD', key)
  if count > 0 and size > capacity then
    redis.call('ZREMRANGEBYRANK', key, 0, size - capacity - 1)
    return capacity
  end
  return size
end

local function drop_before(key, keep_ms)
  local newest = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2]
  if newest then
    redis.call('ZREMRANGEBYSCORE', key, '-inf', newest - keep_ms - LATENESS_MS)
  end
end

local specs, groups, answers, at = unpack_entry(ARGV[5]), unpack_entry(ARGV[6]), {}, 7
for index = 1, #groups do
  local group = groups[index]
  local spec = specs[group[1]]
  local acts_key, supports_key, record_key = KEYS[3 * index - 1], KEYS[3 * index], KEYS[3 * index + 1]
  local entries = group[2] + group[3]
  local acts = add(acts_key, at, group[2], spec[2], spec[5])
  local supports = (group[3] > 0 or spec[10] > 0)
      and add(supports_key, at + 2 * group[2], group[3], spec[6], SUPPORTS_KEPT) or 0
  if acts >= spec[9] and supports >= spec[10] then
    local packed = redis.call('GET', record_key)
    local record = packed and unpack_entry(packed) or {0, 0, {}}
    local ids = {}
    for i = 0, entries - 1 do
      ids[unpack_entry(ARGV[at + 2 * i + 1])[1]] = true
    end
    if not packed or not covered(spec, record, group, ids, acts_key) then
      drop_before(acts_key, spec[2])
      if group[3] > 0 or spec[10] > 0 then drop_before(supports_key, spec[6]) end
      if evaluate(spec, group, record, ids, acts_key, supports_key, answers, index) then
        redis.call('SET', record_key, pack(record), 'PX', CHAIN_MS + grace)
      end
    end
  end
  at = at + 2 * entries
end

return {'OK', pack(answers), count_write(1, grace)}
