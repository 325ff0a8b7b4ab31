-- Asks for the paths of a file, one after the other, with a cookie; says what came of it as JSON.
-- Arguments: the file, the cookie.

local requests = {}
local number = 0

function init(arguments)
  local headers = { ["Host"] = wrk.headers["Host"], ["Cookie"] = arguments[2] }
  for path in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  number = number % #requests + 1
  return requests[number]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %f, "p50": %f, "p95": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6,
    latency:percentile(50) / 1e6, latency:percentile(95) / 1e6,
    errors.status, errors.connect + errors.write + errors.timeout
  ))
end
