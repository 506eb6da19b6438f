-- Record how far the windows have reached; check that nothing was lost.
--
-- KEYS[1]      {bucket}:progress   hash  topic:partition -> offset the windows have reached,
--                                        topic:partition:writes -> calls that have written
-- ARGV[1]      how long progress outlives its last use (ms)
-- ARGV[2+4i]   field of the partition
-- ARGV[3+4i]   offset that this worker last knew to be reached (offset)
-- ARGV[4+4i]   writes that this worker last knew of (count)
-- ARGV[5+4i]   offset reached now (offset)
-- returns      {"OK"} or {"LOST"}

for i = 2, #ARGV, 4 do
  local held = redis.call('HMGET', KEYS[1], ARGV[i], ARGV[i] .. ':writes')
  for j = 1, 2 do
    if not held[j] or tonumber(held[j]) < tonumber(ARGV[i + j]) then return {'LOST'} end
  end
  if tonumber(ARGV[i + 3]) > tonumber(held[1]) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 3])
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {'OK'}
