%% The same loops as counters.ts, around gen_server:cast and gen_server:call.
-module(bench_verbs).

-export([all/0, start/0, milliseconds/1]).

-define(TIMEOUT, 5000).
-define(SPOKEN_TO, 10).

all() ->
    #{
        casts => fun([Count, Burst]) -> casts([server()], Count, Burst) end,
        crowd_casts => fun([Count, Burst]) -> casts(spoken_to(), Count, Burst) end,
        calls => fun([Count]) -> calls(Count) end,
        crowd_calls => fun([Count]) -> crowd_calls(spoken_to(), Count) end,
        outstanding => fun([Count, Timeout]) -> outstanding(Count, Timeout) end,
        grow => fun([Count]) -> grow(Count) end,
        bytes => fun([]) -> bytes() end
    }.

%% The server belongs to the process that calls this, which outlives every command.
start() ->
    {ok, Server} = bench_counter:start_link(),
    persistent_term:put(bench_server, Server),
    persistent_term:put(bench_spoken_to, []).

server() -> persistent_term:get(bench_server).

spoken_to() -> persistent_term:get(bench_spoken_to).

milliseconds(Began) ->
    Passed = erlang:monotonic_time() - Began,
    erlang:convert_time_unit(Passed, native, nanosecond) / 1000000.

casts(Servers, Count, Burst) ->
    Before = total(Servers),
    Began = erlang:monotonic_time(),
    bursts(Servers, Count, Burst),
    Ms = milliseconds(Began),
    [{ms, Ms}, {done, total(Servers) - Before}].

bursts(_, Count, _) when Count =< 0 ->
    ok;
bursts(Servers, Count, Burst) ->
    [burst(Server, Burst) || Server <- Servers],
    bursts(Servers, Count - Burst * length(Servers), Burst).

burst(Server, 0) ->
    gen_server:call(Server, get);
burst(Server, Left) ->
    gen_server:cast(Server, add),
    burst(Server, Left - 1).

total(Servers) -> lists:sum([gen_server:call(Server, get) || Server <- Servers]).

calls(Count) ->
    Server = server(),
    Expected = gen_server:call(Server, get),
    Began = erlang:monotonic_time(),
    Done = calls(Server, Expected, Count, 0),
    [{ms, milliseconds(Began)}, {done, Done}].

calls(_, _, 0, Done) ->
    Done;
calls(Server, Expected, Left, Done) ->
    case gen_server:call(Server, get, ?TIMEOUT) of
        Expected -> calls(Server, Expected, Left - 1, Done + 1);
        _ -> calls(Server, Expected, Left - 1, Done)
    end.

crowd_calls(Servers, Count) ->
    Began = erlang:monotonic_time(),
    Done = passes(Servers, Count, 0),
    [{ms, milliseconds(Began)}, {done, Done}].

passes(_, Left, Done) when Left =< 0 ->
    Done;
passes(Servers, Left, Done) ->
    Good = [ok || Server <- Servers, gen_server:call(Server, get, ?TIMEOUT) >= 0],
    passes(Servers, Left - length(Servers), Done + length(Good)).

%% One caller with all requests under way, as on the other side.
outstanding(Count, Timeout) ->
    Server = server(),
    Expected = gen_server:call(Server, get),
    Began = erlang:monotonic_time(),
    Requests = [gen_server:send_request(Server, get) || _ <- lists:seq(1, Count)],
    Replies = [gen_server:receive_response(Request, Timeout) || Request <- Requests],
    Ms = milliseconds(Began),
    Done = length([ok || {reply, Value} <- Replies, Value =:= Expected]),
    Lost = length([timeout || timeout <- Replies]),
    [{ms, Ms}, {done, Done}, {lost, Lost}].

grow(Count) ->
    Supervisor = crowd(),
    Alive = active(Supervisor),
    Started = [start_worker(Supervisor) || _ <- lists:seq(Alive + 1, Count)],
    case spoken_to() of
        [] -> persistent_term:put(bench_spoken_to, lists:sublist(Started, ?SPOKEN_TO));
        _ -> ok
    end,
    [{done, active(Supervisor)}].

%% Not linked: it is to outlive the command that started it.
crowd() ->
    case bench_crowd:start_link() of
        {ok, Supervisor} ->
            unlink(Supervisor),
            Supervisor;
        {error, {already_started, Supervisor}} ->
            Supervisor
    end.

active(Supervisor) -> proplists:get_value(active, supervisor:count_children(Supervisor)).

start_worker(Supervisor) ->
    {ok, Pid} = supervisor:start_child(Supervisor, []),
    Pid.

%% Everything that the runtime holds, with the garbage of every process gone.
bytes() ->
    [garbage_collect(Pid) || Pid <- processes()],
    [{bytes, erlang:memory(total)}].
