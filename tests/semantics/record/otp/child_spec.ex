defmodule Recorder.ChildSpec do
  @moduledoc "Child specifications in the form of OTP."
  alias Recorder.{ScriptedSupervisor, Values, Worker}

  # Fields that scenarios leave out are left out: the defaults are OTP's.
  @fields ~w(restart shutdown type significant)

  @doc "Of a worker, a supervisor or a deliberately malformed child."
  def of(ledger, %{"raw" => raw}) do
    correct = %{id: "x", start: {Worker, :start_link, [ledger, %{"id" => "x"}]}}
    {omitted, changed} = Map.pop(raw, "omit", [])
    changed = Map.new(changed, fn {key, value} -> {Values.term(key), Values.term(value)} end)
    correct |> Map.merge(changed) |> Map.drop(Values.term(omitted))
  end

  def of(ledger, %{"children" => _} = spec) do
    start = {ScriptedSupervisor, :start_link, [ledger, spec]}
    Map.merge(%{id: spec["id"], start: start, type: :supervisor}, fields(spec))
  end

  def of(ledger, spec) do
    Map.merge(%{id: spec["id"], start: {Worker, :start_link, [ledger, spec]}}, fields(spec))
  end

  defp fields(spec) do
    for name <- @fields, Map.has_key?(spec, name), into: %{} do
      {Values.term(name), Values.term(spec[name])}
    end
  end
end
