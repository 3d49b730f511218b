-module(bench_restarts).

-export([all/0, start/0]).

all() -> #{}.

start() -> ok.
