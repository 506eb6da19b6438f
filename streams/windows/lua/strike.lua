-- with writes.part.lua dossier.part.lua lifts.part.lua
-- Count findings as strikes of their subjects; impose the strictest of those about one event.
--
-- KEYS[1]      {bucket}:progress   hash    topic:partition -> offset the windows have reached,
--                                          topic:partition:writes -> calls that have written
-- KEYS[2]      {bucket}:lifts      zset    member: subject and sanction id, score: time of end (ms)
-- KEYS[3+i]    dossier             string  msgpack, one per subject
-- ARGV[1]      how long keys outlive their use (ms)
-- ARGV[2]      msgpack {{dossier, member of KEYS[2], case}, ...}: the number of the dossier from 1
-- ARGV[3]      field of the partition whose batch made the findings; "" when they are put back
-- ARGV[4]      offset that this worker last knew to be reached (offset)
-- ARGV[5]      writes that this worker last knew of (count)
-- returns      {"OK", msgpack {{number, absorbed_by, in_force}, ...}, writes} or {"LOST"}, where a
--              strike would be counted as the first again
--
-- A case is {sanction_id, finding_id, event_id, rule_id, family, scope, at_ms, decay_ms,
-- {{severity, duration_ms, restricts}, ...}, enforced, rank, about, number (0: not known yet),
-- strictness}; dossiers are those of dossier.part.lua.

if is_lost(3) then return {'LOST'} end

local function number_of(dossier, case)
  local known = dossier.penalties[case[1]]
  if known then return known[8] end
  if case[13] > 0 then return case[13] end
  local seen, number = {}, 1
  for _, one in pairs(dossier.penalties) do
    if one[4] == case[5] and one[6] == case[10] and one[7] > case[7] - case[8] and one[7] <= case[7]
        and one[2] ~= case[2] and not one[15] and not seen[one[2]] then
      seen[one[2]] = true
      number = number + 1
    end
  end
  return number
end

local function step_of(case, number)
  return case[9][math.min(number, #case[9])]
end

local function stricter(case, other)
  if case[14] ~= other[14] then return case[14] > other[14] end
  if case[11] ~= other[11] then return case[11] < other[11] end
  return case[2] > other[2]
end

local function winners_of(dossier, cases)
  local best, winners = {}, {}
  for i = 1, #cases do
    local case = cases[i]
    local known = best[case[3]]
    if case[10] and (not known or stricter(case, known)) then best[case[3]] = case end
  end
  for event_id, found in pairs(best) do
    local held = dossier.punished[event_id]
    if not held or held[1] == found[2] or held[2] < found[14] then
      held = {found[2], found[14]}
      dossier.punished[event_id] = held
    end
    winners[event_id] = held[1]
  end
  return winners
end

local function impose(dossier, case, number, member)
  if not dossier.penalties[case[1]] then
    local step = step_of(case, number)
    local until_ms = (step[3] and step[2] > 0) and case[7] + step[2] or 0
    local penalty = {case[1], case[2], case[4], case[5], case[6], case[10], case[7], number,
      step[1], step[3], until_ms, case[12], '', false, false}
    local of_sanction = dossier.endings[case[1]]
    if of_sanction then end_sooner(penalty, of_sanction[1]) end
    local targets = {'rule:' .. case[4], 'scope:' .. case[6], 'all'}
    for i = 1, #targets do
      local endings = dossier.endings[targets[i]] or {}
      for j = 1, #endings do
        if endings[j][1] >= case[7] then
          end_sooner(penalty, endings[j])
          break
        end
      end
    end
    dossier.penalties[case[1]] = penalty
    if penalty[11] > 0 then plan(KEYS[2], penalty[11], penalty[7], member, tonumber(ARGV[1])) end
  end
  local best = in_force(dossier, case[6], case[7])
  return {number, '', best ~= nil and best[1] == case[1]}
end

local described, answers = cmsgpack.unpack(ARGV[2]), {}

-- positions of the cases of each dossier, those of one event together, events in order of time
local function events_of(positions)
  local by_event, events = {}, {}
  for i = 1, #positions do
    local event_id = described[positions[i]][3][3]
    if not by_event[event_id] then
      by_event[event_id] = {}
      events[#events + 1] = by_event[event_id]
    end
    table.insert(by_event[event_id], positions[i])
  end
  table.sort(events, function(one, other)
    local a, b = described[one[1]][3][7], described[other[1]][3][7]
    if a ~= b then return a < b end
    return one[1] < other[1]
  end)
  return events
end

local function strike_event(dossier, positions)
  local cases, numbers = {}, {}
  for i = 1, #positions do
    cases[i] = described[positions[i]][3]
    numbers[i] = number_of(dossier, cases[i])
  end
  local winners = winners_of(dossier, cases)
  for i = 1, #positions do
    local case, winner = cases[i], winners[cases[i][3]]
    if case[10] and winner ~= case[2] then
      answers[positions[i]] = {numbers[i], winner, false}
    else
      answers[positions[i]] = impose(dossier, case, numbers[i], described[positions[i]][2])
    end
  end
end

local by_dossier = {}
for i = 1, #described do
  local number = described[i][1]
  by_dossier[number] = by_dossier[number] or {}
  table.insert(by_dossier[number], i)
end
for number = 1, #by_dossier do
  local key = KEYS[2 + number]
  local dossier = load_dossier(key)
  local events = events_of(by_dossier[number])
  for i = 1, #events do strike_event(dossier, events[i]) end
  save_dossier(key, dossier, tonumber(ARGV[1]))
end

return {'OK', cmsgpack.pack(answers), count_write(3, ARGV[1])}
