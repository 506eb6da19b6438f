-- Declare how far the windows have reached: reading goes on there.
--
-- KEYS[1]      {bucket}:progress   hash  topic:partition -> offset the windows have reached,
--                                        topic:partition:writes -> calls that have written
-- ARGV[1]      how long progress outlives its last use (ms)
-- ARGV[2+2i]   field of the partition
-- ARGV[3+2i]   offset that the windows have reached (offset)
-- returns      per partition its writes

local writes = {}
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
  writes[#writes + 1] = redis.call('HINCRBY', KEYS[1], ARGV[i] .. ':writes', 0)
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return writes
