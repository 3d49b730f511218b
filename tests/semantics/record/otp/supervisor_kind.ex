defmodule Recorder.SupervisorKind do
  @moduledoc "A tree of supervisors that an owner has started, and what a driver does to it."
  alias Recorder.{CrashQueued, Family, Ledger, Owner, Rest, StartScript, Values}

  @family_ops ~w(start_child terminate_child restart_child delete_child which_children
                 count_children)

  def start(ledger, %{"tree" => tree}) do
    StartScript.load(ledger, tree)
    {owner, answer} = Owner.start(fn -> Recorder.ScriptedSupervisor.start_link(ledger, tree) end)
    {Values.form(answer, ledger), %{ledger: ledger, owner: owner, step: %{}}}
  end

  def perform(op, %{ledger: ledger} = play) do
    started = System.monotonic_time(:millisecond)
    answer = run(op, play)
    took = System.monotonic_time(:millisecond) - started
    late = if op["within"], do: %{late: took > op["within"]}, else: %{}
    # Whether a process survives a signal shows when all is at rest.
    Rest.await(ledger)
    answer = if is_function(answer), do: answer.(), else: answer
    {answer, %{play | step: Map.put(late, :unordered, op["unordered"] == true)}}
  end

  def observe(%{ledger: ledger, step: step}) do
    Rest.await(ledger)
    {unordered?, step} = Map.pop(step, :unordered, false)
    events = for {label, event} <- Ledger.take_events(ledger), do: Map.put(event, :p, label)
    events = if unordered?, do: Recorder.Json.sorted(events), else: events
    Map.merge(step, %{ev: events, down: Ledger.take_down(ledger), tree: tree(ledger)})
  end

  defp run(%{"op" => "sleep", "ms" => ms}, _play) do
    Process.sleep(ms)
    "ok"
  end

  defp run(%{"op" => op} = operation, %{ledger: ledger}) when op in @family_ops do
    case Ledger.current(ledger, operation["sup"] || "root") do
      nil -> "not_running"
      pid -> Family.ask(ledger, pid, operation)
    end
  end

  defp run(%{"op" => "set_init"} = op, %{ledger: ledger}) do
    StartScript.put(ledger, op["id"], op["init"])
    "ok"
  end

  defp run(%{"op" => "parent_exit"} = op, play), do: Owner.quit(play.owner, Values.reason(op["reason"]))

  defp run(%{"op" => "crash_queued"} = op, %{ledger: ledger}), do: CrashQueued.run(ledger, op)

  defp run(%{"id" => id} = op, %{ledger: ledger}) do
    case Ledger.living(ledger, id) do
      nil -> "not_running"
      pid -> strike(op, pid, ledger)
    end
  end

  defp strike(%{"op" => "crash"} = op, pid, _ledger) do
    monitor = Process.monitor(pid)
    GenServer.cast(pid, {:end, Values.ending(op)})

    receive do
      {:DOWN, ^monitor, :process, _pid, _reason} -> "ok"
    end
  end

  defp strike(%{"op" => "exit"} = op, pid, _ledger) do
    Process.exit(pid, Values.reason(op["reason"]))
    fn -> if Process.alive?(pid), do: "alive", else: "dead" end
  end

  defp strike(%{"op" => "stop"} = op, pid, ledger) do
    Values.attempt(ledger, fn -> GenServer.stop(pid, Values.reason(op["reason"])) end)
  end

  defp strike(%{"op" => "info"}, pid, _ledger) do
    send(pid, :unexpected)
    "ok"
  end

  defp tree(ledger) do
    for pid <- Ledger.alive(ledger),
        Ledger.value(ledger, {:supervisor, pid}),
        into: %{},
        do: {Ledger.label(ledger, pid), Family.rows(ledger, pid)}
  end
end
