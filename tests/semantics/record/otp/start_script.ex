defmodule Recorder.StartScript do
  @moduledoc "What successive starts of an id come to."
  alias Recorder.{Ledger, Values}

  @doc "Loads the scripts of a tree."
  def load(ledger, %{"id" => id} = spec) do
    if spec["init"], do: put(ledger, id, spec["init"])
    Enum.each(spec["children"] || [], &load(ledger, &1))
  end

  def load(_ledger, _spec), do: :ok

  @doc "Replaces the script of an id."
  def put(ledger, id, script), do: Ledger.put(ledger, {:script, id}, script)

  @doc "Takes the next outcome and has the calling process come to it; `ok` is the good one."
  def obey(ledger, id, ok), do: come_to(take(ledger, id), ledger, id, ok)

  @doc "Opens the gate at which a start of that id is blocked."
  def open_gate(ledger, id), do: send(Ledger.value(ledger, {:gate, id}), :open)

  @doc "Is a start of that id blocked?"
  def at_gate?(ledger, id), do: Ledger.value(ledger, {:gate, id}) != nil

  defp take(ledger, id) do
    case Ledger.value(ledger, {:script, id}) || [] do
      [] ->
        "ok"

      [%{"forever" => outcome} | _] ->
        outcome

      [outcome | rest] ->
        put(ledger, id, rest)
        outcome
    end
  end

  defp come_to("ok", _ledger, _id, ok), do: ok
  defp come_to("ignore", _ledger, _id, _ok), do: :ignore
  defp come_to(%{"stop" => reason}, _ledger, _id, _ok), do: {:stop, Values.reason(reason)}
  defp come_to(%{"exit" => reason}, _ledger, _id, _ok), do: exit(Values.reason(reason))
  defp come_to(%{"raise" => message}, _ledger, _id, _ok), do: raise(message)
  defp come_to(%{"bad" => value}, _ledger, _id, _ok), do: Values.term(value)

  defp come_to(%{"gate" => outcome}, ledger, id, ok) do
    Ledger.put(ledger, {:gate, id}, self())

    receive do
      :open -> Ledger.put(ledger, {:gate, id}, nil)
    end

    come_to(outcome, ledger, id, ok)
  end
end
