%% The supervisor of a crowd: children of one kind, started when they are asked for.
-module(bench_crowd).
-behaviour(supervisor).

-export([start_link/0, init/1]).

start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, []).

init([]) ->
    Flags = #{strategy => simple_one_for_one, intensity => 1000000, period => 1},
    {ok, {Flags, [#{id => counter, start => {bench_counter, start_link, []}}]}}.
