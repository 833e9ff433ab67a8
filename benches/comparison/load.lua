-- wrk -s load.lua URL -- TOKENS MODE [PORT…]: everybody of the file in turn, each line "access refresh"; without a token, a space.
-- With ports, each thread has one of them.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(args)
    local port = args[3 + number]
    if port then
        wrk.thread.addr = wrk.lookup("127.0.0.1", port)[1]
        wrk.headers["Host"] = "127.0.0.1:" .. port
    end
    local requests = {}
    for line in io.lines(args[1]) do
        local access, refresh = line:match("(%S*) (%S*)")
        for name, value in pairs(headers(args[2], access, refresh)) do
            wrk.headers[name] = value
        end
        requests[#requests + 1] = wrk.format("GET")
    end
    -- Without this function, wrk sends the one request without asking for it each time.
    if #requests > 1 then
        local last = 0
        request = function()
            last = last % #requests + 1
            return requests[last]
        end
    end
end

function headers(mode, access, refresh)
    if access == "" then
        return { ["Cookie"] = "csrftoken=0123456789abcdef0123456789abcdef; theme=dark" }
    end
    local cookies = {
        "csrftoken=0123456789abcdef0123456789abcdef",
        "org.breakthesystem.jwt.refresh=" .. refresh,
        "org.breakthesystem.jwt.access=" .. access,
        "theme=dark",
    }
    if mode == "cookie" then
        return { ["Cookie"] = table.concat(cookies, "; ") }
    end
    table.remove(cookies, 3)
    return { ["Cookie"] = table.concat(cookies, "; "), ["Authorization"] = "Bearer " .. access }
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %f, "p50_ms": %f, "p99_ms": %f, "failed": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.status + errors.connect + errors.read + errors.write + errors.timeout
    ))
end
