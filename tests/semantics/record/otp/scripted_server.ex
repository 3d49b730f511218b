defmodule Recorder.ScriptedServer do
  @moduledoc "A server whose requests say what to do and what to return."
  use GenServer
  alias Recorder.{Ledger, Script, Values}

  def init({ledger, op}) do
    Process.flag(:trap_exit, op["trap_exit"] == true)
    label = Ledger.born(ledger, op["server"])
    Ledger.log(ledger, label, %{e: "init"})
    state = %{ledger: ledger, label: label, v: op["state"], terminate: op["terminate"]}
    state = Map.merge(state, %{callers: %{}, timers: %{}})

    with {:stop, reason, _state} <- obey(op["init"] || %{}, %{"k" => "ok"}, nil, state) do
      {:stop, reason}
    end
  end

  def handle_call({:request, request}, from, state) do
    handle("call", request, %{"k" => "reply", "v" => "ok"}, from, state)
  end

  def handle_cast({:request, request}, state), do: handle("cast", request, state)
  def handle_continue({:request, request}, state), do: handle("continue", request, state)
  def handle_info({:request, request}, state), do: handle("info", request, state)

  def handle_info(message, state) do
    Ledger.log(state.ledger, state.label, %{e: "info", m: Values.form(message, state.ledger)})
    {:noreply, state}
  end

  def terminate(reason, %{ledger: ledger} = state) do
    Ledger.log(ledger, state.label, %{e: "terminate", r: Values.form(reason, ledger)})

    case state.terminate do
      nil -> :ok
      ["sleep", ms] -> Ledger.sleep(ledger, ms)
      ["raise", message] -> raise message
      ["exit", reason] -> exit(Values.reason(reason))
      ["tell", client, text, ms] -> tell(ledger, client, text, ms)
    end
  end

  defp tell(ledger, client, text, ms) do
    Ledger.sleep(ledger, ms)
    send(Ledger.current(ledger, client), {:msg, text})
  end

  defp handle(kind, request, default \\ %{"k" => "noreply"}, from \\ nil, state) do
    Ledger.log(state.ledger, state.label, %{e: kind, tag: request["tag"]})
    obey(request, default, from, state)
  end

  defp obey(request, default, from, state) do
    state = Enum.reduce(request["do"] || [], state, &Script.act(&1, &2, from))
    returned(request["ret"] || default, state)
  end

  defp returned(%{"k" => "ok"} = ret, state), do: next({:ok, state}, ret)
  defp returned(%{"k" => "ignore"}, _state), do: :ignore
  defp returned(%{"k" => "reply", "v" => v} = ret, state), do: next({:reply, v, state}, ret)
  defp returned(%{"k" => "reply_state"} = ret, state), do: next({:reply, state.v, state}, ret)
  defp returned(%{"k" => "noreply"} = ret, state), do: next({:noreply, state}, ret)
  defp returned(%{"k" => "bad", "v" => v}, _state), do: v

  defp returned(%{"k" => "stop", "reason" => reason}, state) do
    {:stop, Values.reason(reason), state}
  end

  defp returned(%{"k" => "stop_reply", "reason" => reason, "v" => v}, state) do
    {:stop, Values.reason(reason), v, state}
  end

  defp next(returned, ret) do
    case ret["next"] do
      nil -> returned
      %{"timeout" => ms} -> Tuple.append(returned, ms)
      "hibernate" -> Tuple.append(returned, :hibernate)
      %{"continue" => request} -> Tuple.append(returned, {:continue, {:request, request}})
    end
  end
end

defmodule Recorder.BareServer do
  @moduledoc "A server that leaves everything but its start to the default callbacks."
  use GenServer
  alias Recorder.Ledger

  def init({ledger, op}) do
    Process.flag(:trap_exit, op["trap_exit"] == true)
    Ledger.log(ledger, Ledger.born(ledger, op["server"]), %{e: "init"})
    {:ok, %{v: op["state"]}}
  end
end
