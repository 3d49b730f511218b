%% The supervisors: of many children of one kind, and of one child that has a name.
-module(bench_crowd).
-behaviour(supervisor).

-export([start_link/0, start_link/1, init/1]).

%% Children are started when they are asked for.
start_link() -> supervisor:start_link({local, ?MODULE}, ?MODULE, simple_one_for_one).

start_link(Name) -> supervisor:start_link(?MODULE, {one_for_one, Name}).

%% A crash is what is measured: none of them gives up.
init({one_for_one, Name}) ->
    {ok, {flags(one_for_one), [child([Name])]}};
init(simple_one_for_one) ->
    {ok, {flags(simple_one_for_one), [child([])]}}.

flags(Strategy) -> #{strategy => Strategy, intensity => 1000000, period => 1}.

child(Args) -> #{id => counter, start => {bench_counter, start_link, Args}}.
