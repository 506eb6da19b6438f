-- What the operations on dossiers share; prepended to those that say so. The rules are those of
-- streams/windows/dossier.py.
--
-- A dossier is {penalties = {id -> penalty}, punished = {event -> {finding, strictness}},
-- endings = {target -> {{at_ms, reason, pardon}, ...}}}. A penalty is {sanction_id, finding_id,
-- rule_id, family, scope, enforced, at_ms, number, severity, restricts, until_ms, about, reason,
-- lifted, pardoned}; until_ms 0: without end.

local KEPT_MS = 34560000000
local ENDINGS_KEPT = 16

local function load_dossier(key)
  local packed = redis.call('GET', key)
  return packed and cmsgpack.unpack(packed) or {penalties = {}, punished = {}, endings = {}}
end

-- which acts were punished, for those whose penalties are gone
local function forget_acts(dossier)
  local known = {}
  for _, one in pairs(dossier.penalties) do known[one[2]] = true end
  for event, held in pairs(dossier.punished) do
    if not known[held[1]] then dossier.punished[event] = nil end
  end
end

-- Forgets what ended longer than 400 days before the newest; kept for ever while a penalty
-- without end is in force.
local function save_dossier(key, dossier, grace)
  local newest, for_ever, forgotten = 0, false, false
  for _, one in pairs(dossier.penalties) do newest = math.max(newest, one[7]) end
  for id, one in pairs(dossier.penalties) do
    if one[10] and not one[14] then
      for_ever = for_ever or one[11] == 0
    elseif one[7] < newest - KEPT_MS then
      dossier.penalties[id], forgotten = nil, true
    end
  end
  if forgotten then forget_acts(dossier) end
  redis.call('SET', key, cmsgpack.pack(dossier))
  if not for_ever then redis.call('PEXPIRE', key, KEPT_MS + grace) end
end

local function ends_at(penalty)
  return penalty[11] == 0 and math.huge or penalty[11]
end

local function precedes(one, other)
  local a, b = ends_at(one), ends_at(other)
  if a ~= b then return a > b end
  if one[9] ~= other[9] then return one[9] > other[9] end
  if one[7] ~= other[7] then return one[7] > other[7] end
  return one[1] > other[1]
end

local function in_force(dossier, scope, at)
  local best = nil
  for _, one in pairs(dossier.penalties) do
    if one[5] == scope and one[10] and one[6] and not one[14] and ends_at(one) > at
        and (not best or precedes(one, best)) then
      best = one
    end
  end
  return best
end

-- returns whether the penalty changed
local function end_sooner(penalty, ending)
  local changed = false
  if ending[3] and not penalty[15] then penalty[15], changed = true, true end
  if penalty[14] or ending[1] >= ends_at(penalty) then return changed end
  local until_ms = math.max(ending[1], penalty[7])
  changed = changed or penalty[11] ~= until_ms or penalty[13] ~= ending[2]
  penalty[11], penalty[13] = until_ms, ending[2]
  return changed
end
