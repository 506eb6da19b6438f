-- What the operations on entries share; prepended to those that say so.
--
-- An entry is {event_id, at_ms, identities, signature, account, device, role, members, note}, kept
-- as msgpack in a sorted set by its time.

local LATENESS_MS = 7200000
local unpack_entry = cmsgpack.unpack

-- the entries of a key, each event once
local function entries_of(key)
  local flat = redis.call('ZRANGE', key, 0, -1)
  local entries, seen = {}, {}
  for i = 1, #flat do
    local entry = unpack_entry(flat[i])
    if not seen[entry[1]] then
      seen[entry[1]] = true
      entries[#entries + 1] = entry
    end
  end
  return entries
end

local function has(list, wanted)
  for i = 1, #list do
    if list[i] == wanted then return true end
  end
  return false
end

-- whether so many values of two signatures are the same
local function agree(one, other, least)
  if least == 0 then return true end
  local same, a, b = 0, one[4], other[4]
  for i = 1, #a do
    if a[i] == b[i] then same = same + 1 end
  end
  return same >= least
end

