defmodule Recorder.TreePlay do
  @moduledoc """
  A tree of supervisors that an owner has started, and what a driver does to it. The `family` knows
  how supervisors of its sort are started and asked.
  """
  alias Recorder.{CrashQueued, Json, Ledger, Owner, Rest, StartScript, Values}

  @family_ops ~w(start_child terminate_child restart_child delete_child which_children
                 count_children)

  def start(family, ledger, %{"tree" => tree}) do
    StartScript.load(ledger, tree)
    {owner, answer} = Owner.start(fn -> family.start_link(ledger, tree) end)
    play = %{ledger: ledger, family: family, owner: owner, step: %{}}
    {Values.form(answer, ledger), play}
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

  def observe(%{ledger: ledger, step: step} = play) do
    Rest.await(ledger)
    {unordered?, step} = Map.pop(step, :unordered, false)
    events = Ledger.take_events(ledger, :in_one_list)
    events = if unordered? or play.family.unordered?(), do: Json.sorted(events), else: events
    Map.merge(step, %{ev: events, down: Ledger.take_down(ledger), tree: tree(play)})
  end

  @doc "Performs an operation, without waiting for rest."
  def run(%{"op" => "sleep", "ms" => ms}, _play) do
    Process.sleep(ms)
    "ok"
  end

  def run(%{"op" => op} = operation, play) when op in @family_ops do
    case Ledger.current(play.ledger, operation["sup"] || "root") do
      nil -> "not_running"
      pid -> ask(play.family, play.ledger, pid, operation)
    end
  end

  def run(%{"op" => "set_init"} = op, %{ledger: ledger}) do
    StartScript.put(ledger, op["id"], op["init"])
    "ok"
  end

  def run(%{"op" => "parent_exit"} = op, play), do: Owner.quit(play.owner, Values.reason(op["reason"]))

  def run(%{"op" => "crash_queued"} = op, %{ledger: ledger, family: family}) do
    CrashQueued.run(ledger, op, fn pid, request -> ask(family, ledger, pid, request) end)
  end

  def run(%{"id" => id} = op, %{ledger: ledger}) do
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

  defp tree(%{ledger: ledger, family: family}) do
    for pid <- Ledger.alive(ledger), Ledger.value(ledger, {:supervisor, pid}), into: %{} do
      [rows, counts] =
        for op <- ["which_children", "count_children"], do: ask(family, ledger, pid, %{"op" => op})

      {Ledger.label(ledger, pid), %{c: rows, n: counts}}
    end
  end

  # A supervisor that is dead, or dies of it, answers with its reason.
  defp ask(family, ledger, pid, op) do
    Values.attempt(ledger, fn -> family.ask(ledger, pid, op) end)
  end
end
