-- with dossier.part.lua
-- End one penalty whose time is over. Repeated, it answers the same, until done.lua forgets it.
--
-- KEYS[1]      dossier   string  msgpack
-- ARGV[1]      how long keys outlive their use (ms)
-- ARGV[2]      sanction id
-- ARGV[3]      now (ms)
-- returns      {"OK", msgpack {penalty, the one in force for its scope now or nothing}}; the list
--              is empty when there is nothing to end. Dossiers are those of dossier.part.lua

local dossier = load_dossier(KEYS[1])
local penalty, answer = dossier.penalties[ARGV[2]], {}
if penalty and ends_at(penalty) <= tonumber(ARGV[3]) then
  penalty[14] = true
  answer = {penalty, in_force(dossier, penalty[5], penalty[11])}
  save_dossier(KEYS[1], dossier, tonumber(ARGV[1]))
end
return {'OK', cmsgpack.pack(answer)}
