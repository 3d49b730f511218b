%% The counter that every contender builds, as a gen_server.
-module(bench_counter).
-behaviour(gen_server).

-export([start_link/0, start_link/1, lives/0, start_counting_lives/0]).
-export([init/1, handle_call/3, handle_cast/2]).

start_link() -> gen_server:start_link(?MODULE, [], []).

start_link(Name) -> gen_server:start_link({local, Name}, ?MODULE, [], []).

%% How many counters have come to life, restarted ones included.
lives() -> counters:get(persistent_term:get(?MODULE), 1).

start_counting_lives() -> persistent_term:put(?MODULE, counters:new(1, [])).

init([]) ->
    counters:add(persistent_term:get(?MODULE), 1, 1),
    {ok, 0}.

handle_call(get, _From, Count) -> {reply, Count, Count}.

handle_cast(add, Count) -> {noreply, Count + 1};
handle_cast(crash, _Count) -> error(told_to).
