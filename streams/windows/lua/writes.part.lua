-- What the operations share that a batch writes with; prepended to those that say so. Each counts
-- its call in the progress, KEYS[1], so that the loss of a single one is noticed. `from` is the
-- place of three arguments: the field of the partition ("" when no batch writes), then the offset
-- and the writes that the worker last knew of.

-- whether Redis holds less than the worker knew of
local function is_lost(from)
  if ARGV[from] == '' then return false end
  local held = redis.call('HMGET', KEYS[1], ARGV[from], ARGV[from] .. ':writes')
  for i = 1, 2 do
    if not held[i] or tonumber(held[i]) < tonumber(ARGV[from + i]) then return true end
  end
  return false
end

-- returns how many calls have written for the partition, this one too
local function count_write(from, grace)
  if ARGV[from] == '' then return 0 end
  local writes = redis.call('HINCRBY', KEYS[1], ARGV[from] .. ':writes', 1)
  redis.call('PEXPIRE', KEYS[1], grace)
  return writes
end

