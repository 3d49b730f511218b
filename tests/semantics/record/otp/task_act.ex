defmodule Recorder.TaskAct do
  @moduledoc "What a client does with tasks."
  alias Recorder.{Client, Ledger, Values}

  @await_ms 1000

  @doc "Performs an operation in the calling client."
  def act(%{"op" => "start_child", "task" => id} = op, supervisor, ledger) do
    options = options(op, ["restart", "shutdown"])

    case Task.Supervisor.start_child(supervisor, body(op["fn"], id, ledger), options) do
      {:ok, _pid} -> "ok"
      {:error, reason} -> %{error: Values.form(reason, ledger)}
    end
  end

  def act(%{"op" => op, "task" => id} = operation, supervisor, ledger)
      when op in ["async", "async_nolink"] do
    start = if op == "async", do: &Task.Supervisor.async/3, else: &Task.Supervisor.async_nolink/3
    body = body(operation["fn"], id, ledger)
    task = start.(supervisor, body, options(operation, ["shutdown"]))
    Client.remember(id, task.ref)
    Ledger.put(ledger, {:task, id}, task)
    "ok"
  rescue
    # There are too many; the text says so at length.
    RuntimeError -> %{raise: "max_children"}
  end

  def act(%{"task" => id} = op, _supervisor, ledger) do
    case Ledger.value(ledger, {:task, id}) do
      nil -> "no_such_task"
      task -> Values.attempt(ledger, fn -> take(op, task, ledger) end)
    end
  end

  defp take(%{"op" => "await"} = op, task, ledger) do
    %{reply: Values.form(Task.await(task, op["timeout"] || @await_ms), ledger)}
  rescue
    ArgumentError -> %{error: "argument_error"}
  end

  defp take(%{"op" => "yield"} = op, task, ledger) do
    Values.form(Task.yield(task, op["timeout"] || 0), ledger)
  end

  defp take(%{"op" => "shutdown", "how" => how}, task, ledger) do
    Values.form(Task.shutdown(task, Values.term(how)), ledger)
  end

  defp options(op, names) do
    for name <- names, Map.has_key?(op, name), do: {Values.term(name), Values.term(op[name])}
  end

  defp body(function, id, ledger) do
    fn ->
      if function["trap_exit"], do: Process.flag(:trap_exit, true)
      label = Ledger.born(ledger, id)
      Ledger.log(ledger, label, %{e: "run"})
      if function["wait"], do: wait(ledger, label)
      finish(function["end"])
    end
  end

  defp wait(ledger, label) do
    receive do
      :go ->
        :ok

      {:EXIT, _pid, reason} ->
        Ledger.log(ledger, label, %{e: "exit_msg", r: Values.form(reason, ledger)})
        wait(ledger, label)
    end
  end

  defp finish(%{"ret" => value}), do: value
  defp finish(%{"exit" => reason}), do: exit(Values.reason(reason))
  defp finish(%{"raise" => message}), do: raise(message)
end
