defmodule Recorder.Worker do
  @moduledoc "The child that supervisors are given: it starts by its script, and ends when told."
  use GenServer
  alias Recorder.{Ledger, StartScript, Values}

  @doc "The start function of a child specification."
  def start_link(ledger, spec) do
    case spec["returns"] do
      nil -> started(GenServer.start_link(__MODULE__, {ledger, spec}), spec)
      "ignore" -> :ignore
      %{"error" => reason} -> {:error, Values.reason(reason)}
      other -> Values.term(other)
    end
  end

  @doc "The same with the extra argument of a dynamic supervisor in front."
  def start_link(extra, ledger, spec), do: start_link(ledger, Map.put(spec, "extra", extra))

  def init({ledger, %{"id" => id} = spec}) do
    Process.flag(:trap_exit, spec["trap_exit"] == true)
    label = Ledger.born(ledger, id)
    extra = if spec["extra"], do: %{extra: spec["extra"]}, else: %{}
    Ledger.log(ledger, label, Map.put(extra, :e, "init"))
    state = %{ledger: ledger, label: label, terminate: spec["terminate"]}
    StartScript.obey(ledger, id, {:ok, state})
  end

  def handle_cast({:end, {:reason, reason}}, state), do: {:stop, reason, state}
  def handle_cast({:end, {:exit, reason}}, _state), do: exit(reason)
  def handle_cast({:end, {:raise, message}}, _state), do: raise(message)

  def handle_info({:EXIT, _pid, reason}, state), do: {:noreply, log(state, "exit_msg", reason)}
  def handle_info(_unexpected, state), do: {:noreply, state}

  def terminate(reason, state) do
    log(state, "terminate", reason)

    case state.terminate do
      nil -> :ok
      ["sleep", ms] -> Ledger.sleep(state.ledger, ms)
      ["raise", message] -> raise message
      ["exit", reason] -> exit(Values.reason(reason))
    end
  end

  defp log(%{ledger: ledger} = state, event, reason) do
    Ledger.log(ledger, state.label, %{e: event, r: Values.form(reason, ledger)})
    state
  end

  defp started({:ok, pid}, %{"info" => true}), do: {:ok, pid, :info}
  defp started(other, _spec), do: other
end
