-- Forget acts of a join that were answered and dealt with; those that came meanwhile wait on.
--
-- KEYS[1]      {bucket}:unsettled  zset  member: the join, score: when an act of it came (ms)
-- KEYS[2]      acts                zset  member: msgpack entry, score: at_ms
-- ARGV[1]      member of KEYS[1]
-- ARGV[2]      now (ms)
-- ARGV[3...]   members of KEYS[2] to forget; none: nobody judges this join any more
-- returns      {"OK"}

for i = 3, #ARGV do redis.call('ZREM', KEYS[2], ARGV[i]) end
if #ARGV > 2 and redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
else
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return {'OK'}
