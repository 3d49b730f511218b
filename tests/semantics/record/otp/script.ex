defmodule Recorder.Script do
  @moduledoc "The actions that the requests of a scripted server consist of."
  alias Recorder.{Ledger, Values}

  @doc "Performs one action in the server. Answers its state."
  def act(["sleep", ms], state, _from), do: also(state, fn -> Ledger.sleep(state.ledger, ms) end)
  def act(["set", value], state, _from), do: %{state | v: value}
  def act(["add", number], state, _from), do: %{state | v: state.v + number}

  def act(["send_self", tag], state, _from) do
    also(state, fn -> send(self(), request(%{"tag" => tag})) end)
  end

  def act(["cast_self", tag], state, _from) do
    also(state, fn -> GenServer.cast(self(), request(%{"tag" => tag})) end)
  end

  def act(["send_after", ms, tag], state, _from) do
    timer = Process.send_after(self(), request(%{"tag" => tag}), ms)
    put_in(state.timers[tag], timer)
  end

  def act(["cancel_timer", tag], state, _from) do
    left = Map.has_key?(state.timers, tag) and Process.cancel_timer(state.timers[tag])
    note(state, %{cancel_timer: left && "ms"})
  end

  def act(["save_from", key], state, from), do: put_in(state.callers[key], from)

  def act(["reply", key, value], state, from) do
    also(state, fn -> GenServer.reply(caller(key, state, from), value) end)
  end

  def act(["reply_from_other", key, value], state, from) do
    {pid, ref} = spawn_monitor(fn -> GenServer.reply(caller(key, state, from), value) end)

    receive do
      {:DOWN, ^ref, :process, ^pid, _reason} -> state
    end
  end

  def act(["trap_exit", on], state, _from) do
    also(state, fn -> Process.flag(:trap_exit, on) end)
  end

  def act(["raise", message], _state, _from), do: raise(message)
  def act(["exit", reason], _state, _from), do: exit(Values.reason(reason))
  def act(["monitor", id], state, _from), do: also(state, fn -> Process.monitor(pid(id, state)) end)
  def act(["link", id], state, _from), do: also(state, fn -> Process.link(pid(id, state)) end)
  def act(["unlink", id], state, _from), do: also(state, fn -> Process.unlink(pid(id, state)) end)

  def act(["call", id, request, timeout], state, _from) do
    attempt(state, fn ->
      reply = GenServer.call(pid(id, state), request(request), Values.term(timeout))
      %{reply: Values.form(reply, state.ledger)}
    end)
  end

  def act(["stop_self", reason], state, _from) do
    attempt(state, fn -> %{reply: GenServer.stop(self(), Values.reason(reason))} end)
  end

  @doc "What carries a request to a server."
  def request(request), do: {:request, request}

  defp attempt(%{ledger: ledger} = state, fun) do
    note(state, Ledger.busy(ledger, fn -> Values.attempt(ledger, fun) end))
  end

  defp note(state, value) do
    also(state, fn -> Ledger.log(state.ledger, state.label, %{e: "note", v: value}) end)
  end

  defp also(state, fun) do
    fun.()
    state
  end

  defp caller("self", _state, from), do: from
  defp caller(key, state, _from), do: Map.fetch!(state.callers, key)

  defp pid("self", _state), do: self()
  defp pid(id, state), do: Ledger.current(state.ledger, id)
end
