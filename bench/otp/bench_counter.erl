%% The counter that every contender builds, as a gen_server.
-module(bench_counter).
-behaviour(gen_server).

-export([start_link/0, start_link/1, init/1, handle_call/3, handle_cast/2]).

start_link() -> gen_server:start_link(?MODULE, [], []).

start_link(Name) -> gen_server:start_link({local, Name}, ?MODULE, [], []).

init([]) -> {ok, 0}.

handle_call(get, _From, Count) -> {reply, Count, Count}.

handle_cast(add, Count) -> {noreply, Count + 1}.
