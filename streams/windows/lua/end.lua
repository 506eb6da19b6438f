-- with dossier.part.lua lifts.part.lua
-- End penalties of one subject before their time; an ending is remembered for penalties to come.
--
-- KEYS[1]      {bucket}:lifts   zset    member: subject and sanction id, score: time of end (ms)
-- KEYS[2]      dossier          string  msgpack
-- ARGV[1]      how long keys outlive their use (ms)
-- ARGV[2]      target: a sanction id, rule:<id>, scope:<scope>, or all
-- ARGV[3]      as of when (ms)
-- ARGV[4]      why
-- ARGV[5]      1 when the strike is pardoned, else 0
-- ARGV[6]      member of KEYS[1] without the sanction id
-- returns      {"OK", msgpack {penalty that ends sooner, ...}}; dossiers are those of
--              dossier.part.lua

local target, at = ARGV[2], tonumber(ARGV[3])
local ending = {at, ARGV[4], ARGV[5] == '1'}
local dossier, changed = load_dossier(KEYS[2]), {}

local function before(one, other) return one[1] < other[1] end

local noted, known = dossier.endings[target] or {}, false
for i = 1, #noted do
  known = known or (noted[i][1] == at and noted[i][2] == ending[2] and noted[i][3] == ending[3])
end
if not known then
  noted[#noted + 1] = ending
  table.sort(noted, before)
  while #noted > ENDINGS_KEPT do table.remove(noted, 1) end
end
dossier.endings[target] = noted
for id, penalty in pairs(dossier.penalties) do
  local wanted = target == 'all' or target == 'rule:' .. penalty[3] or target == 'scope:' .. penalty[5]
  if (target == id or (wanted and penalty[7] <= at)) and end_sooner(penalty, ending) then
    changed[#changed + 1] = penalty
    if penalty[11] > 0 and not penalty[14] then
      plan(KEYS[1], penalty[11], penalty[7], ARGV[6] .. id, tonumber(ARGV[1]))
    end
  end
end
save_dossier(KEYS[2], dossier, tonumber(ARGV[1]))
return {'OK', cmsgpack.pack(changed)}
