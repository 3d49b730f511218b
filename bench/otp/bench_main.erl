%% OTP as a contender: gets one command a line and answers one line, as protocol.ts says.
-module(bench_main).

-export([start/0]).

start() -> spawn(fun greet/0).

greet() ->
    %% Nobody reads what a crash would print, here as on the other side.
    ok = logger:set_primary_config(level, none),
    Verbs = maps:merge(bench_verbs:all(), bench_supervised:all()),
    Names = lists:join(",", [atom_to_list(Name) || Name <- maps:keys(Verbs)]),
    Versions = [version(Key) || Key <- [otp_release, version, emu_flavor]],
    io:format("ready ~ts OTP ~ts (erts ~ts, ~ts)~n", [Names | Versions]),
    bench_counter:start_counting_lives(),
    bench_verbs:start(),
    obey(Verbs).

version(Key) ->
    case erlang:system_info(Key) of
        Atom when is_atom(Atom) -> atom_to_list(Atom);
        Text -> Text
    end.

obey(Verbs) ->
    case io:get_line("") of
        eof ->
            halt(0);
        Line ->
            [Verb | Numbers] = string:lexemes(Line, " \n"),
            Run = maps:get(list_to_atom(Verb), Verbs, fun(_) -> exit(unknown_command) end),
            answer(in_fresh_process(Run, [list_to_integer(Number) || Number <- Numbers])),
            obey(Verbs)
    end.

%% So that nobody pays for the heap and the messages of the round before.
in_fresh_process(Run, Numbers) ->
    {Pid, Monitor} = spawn_monitor(fun() -> exit({answer, Run(Numbers)}) end),
    receive
        {'DOWN', Monitor, process, Pid, {answer, Figures}} -> Figures;
        {'DOWN', Monitor, process, Pid, Reason} -> {error, Reason}
    end.

answer({error, Reason}) ->
    io:format("error: ~0p~n", [Reason]);
answer(Figures) ->
    Pairs = [io_lib:format("~s=~w", [Name, Figure]) || {Name, Figure} <- Figures],
    io:format("~ts~n", [lists:join(" ", Pairs)]).
