-- Record progress of partitions whose batches needed no window; check that nothing was lost.
--
-- KEYS[1]      {bucket}:progress   hash  topic:partition -> offset the windows have reached
-- ARGV[1]      how long progress outlives its last use (ms)
-- ARGV[2+3i]   field of the partition
-- ARGV[3+3i]   offset that this worker last knew to be reached
-- ARGV[4+3i]   offset reached now
-- returns      {"OK"} or {"LOST"}

for i = 2, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  if not known or tonumber(known) < tonumber(ARGV[i + 1]) then return {'LOST'} end
  if tonumber(ARGV[i + 2]) > tonumber(known) then
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 2])
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return {'OK'}
