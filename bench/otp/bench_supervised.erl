%% The same as holdfast-supervised.ts: one worker that crashes, and many of which some do.
-module(bench_supervised).

-export([all/0]).

-define(NAME, bench_crashing).

all() ->
    #{
        restarts => fun([Count]) -> restarts(Count) end,
        start => fun([Count]) -> start(Count) end,
        message => fun([]) -> message() end,
        crash => fun([Count]) -> crash(Count) end,
        stop => fun([]) -> stop() end
    }.

restarts(Count) ->
    {ok, Supervisor} = bench_crowd:start_link(?NAME),
    Samples = lists:sort([crash_once() || _ <- lists:seq(1, Count)]),
    ok = gen_server:stop(Supervisor),
    Rank = fun(Share) -> lists:nth(ceil(Share * Count), Samples) end,
    [{p50, Rank(0.5)}, {p99, Rank(0.99)}, {most, Rank(1)}, {done, length(Samples)}].

%% From the crash until the next life answers, in ms.
crash_once() ->
    gen_server:cast(?NAME, add),
    1 = gen_server:call(?NAME, get),
    Began = erlang:monotonic_time(),
    gen_server:cast(?NAME, crash),
    wait_until_it_answers_afresh(),
    bench_verbs:milliseconds(Began).

%% It counts from 0 again in its next life.
wait_until_it_answers_afresh() ->
    try gen_server:call(?NAME, get) of
        0 -> ok;
        _ -> wait_until_it_answers_afresh()
    catch
        exit:_ ->
            erlang:yield(),
            wait_until_it_answers_afresh()
    end.

%% Not linked: it is to outlive this command.
start(Count) ->
    Began = erlang:monotonic_time(),
    {ok, Supervisor} = bench_crowd:start_link(),
    unlink(Supervisor),
    [{ok, _} = supervisor:start_child(Supervisor, []) || _ <- lists:seq(1, Count)],
    Ms = bench_verbs:milliseconds(Began),
    [{ms, Ms}, {done, length(workers())}].

workers() -> [Pid || {_, Pid, _, _} <- supervisor:which_children(bench_crowd), is_pid(Pid)].

%% One cast and one call to each, all under way at once.
message() ->
    Workers = workers(),
    Began = erlang:monotonic_time(),
    Counts = replies([add_and_ask(Worker) || Worker <- Workers]),
    Ms = bench_verbs:milliseconds(Began),
    [{ms, Ms}, {done, length([Count || Count <- Counts, Count > 0])}].

add_and_ask(Worker) ->
    gen_server:cast(Worker, add),
    gen_server:send_request(Worker, get).

replies(Requests) ->
    [Count || {reply, Count} <- [gen_server:receive_response(Request, 60000) || Request <- Requests]].

%% Until as many have come to life again. Which ones live afterwards is asked off the clock.
crash(Count) ->
    Workers = list_to_tuple(workers()),
    Alive = bench_counter:lives(),
    Stride = tuple_size(Workers) div Count,
    Began = erlang:monotonic_time(),
    [gen_server:cast(element(Index * Stride + 1, Workers), crash) || Index <- lists:seq(0, Count - 1)],
    wait_for_lives(Alive + Count),
    Ms = bench_verbs:milliseconds(Began),
    Counts = replies([gen_server:send_request(Worker, get) || Worker <- workers()]),
    [{ms, Ms}, {done, length([0 || 0 <- Counts])}].

wait_for_lives(Count) ->
    case bench_counter:lives() of
        Enough when Enough >= Count ->
            ok;
        _ ->
            erlang:yield(),
            wait_for_lives(Count)
    end.

stop() ->
    Count = erlang:system_info(process_count),
    Began = erlang:monotonic_time(),
    ok = gen_server:stop(bench_crowd),
    Ms = bench_verbs:milliseconds(Began),
    %% The supervisor was one of them.
    [{ms, Ms}, {done, Count - erlang:system_info(process_count) - 1}].
