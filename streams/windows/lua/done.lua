-- Forget what was due and has been dealt with.
--
-- KEYS[1]      {bucket}:lifts   zset  score: when it is due (ms)
-- ARGV[1...]   members to forget
-- returns      {"OK"}

redis.call('ZREM', KEYS[1], unpack(ARGV))
return {'OK'}
