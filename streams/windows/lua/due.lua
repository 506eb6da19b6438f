-- Take what is due: whoever takes it has it for a while, then it is due again until confirmed.
--
-- KEYS[1]      {bucket}:lifts or {bucket}:unsettled   zset  score: when it is due (ms)
-- ARGV[1]      until when (ms)
-- ARGV[2]      when it is due again unless confirmed (ms)
-- ARGV[3]      at most so many (count)
-- returns      the members taken, the earliest first

local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for i = 1, #due do redis.call('ZADD', KEYS[1], ARGV[2], due[i]) end
return due
