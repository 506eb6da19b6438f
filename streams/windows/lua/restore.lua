-- Put back past findings of windows whose record Redis lost; decides nothing.
--
-- KEYS[i]      record     string  msgpack {chain, total, {decided, ...}}
-- ARGV[1]      how long keys outlive their use (ms)
-- ARGV[1+i]    msgpack {chain, ordinal, at_ms}
-- returns      {"OK"}

local CHAIN_MS = 34560000000

for i = 1, #KEYS do
  local chain, ordinal, at = unpack(cmsgpack.unpack(ARGV[i + 1]))
  local packed = redis.call('GET', KEYS[i])
  local record = packed and cmsgpack.unpack(packed) or {0, 0, {}}
  if record[2] == 0 or record[1] <= chain then
    if record[2] == 0 or record[1] < chain then record = {chain, 0, {}} end
    record[2] = math.max(record[2], ordinal)
    local position, present = 1, false
    for j = 1, #record[3] do
      if record[3][j][1] == ordinal then present = true end
      if record[3][j][2] <= at then position = j + 1 end
    end
    if not present then
      table.insert(record[3], position, {ordinal, at, '', '', {}, {}, '', '?'})
    end
    redis.call('SET', KEYS[i], cmsgpack.pack(record), 'PX', CHAIN_MS + tonumber(ARGV[1]))
  end
end
return {'OK'}
