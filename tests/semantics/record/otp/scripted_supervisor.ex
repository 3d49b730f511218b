defmodule Recorder.ScriptedSupervisor do
  @moduledoc "A supervisor of OTP whose children stand in the scenario."
  @behaviour :supervisor
  alias Recorder.{ChildSpec, Ledger, StartScript, Values}

  def start_link(ledger, spec), do: :supervisor.start_link(__MODULE__, {ledger, spec})

  def init({ledger, %{"id" => id} = spec}) do
    Ledger.log(ledger, Ledger.born(ledger, id), %{e: "init"})
    Ledger.put(ledger, {:supervisor, self()}, true)
    children = Enum.map(spec["children"] || [], &ChildSpec.of(ledger, &1))
    StartScript.obey(ledger, id, {:ok, {flags(spec), children}})
  end

  defp flags(spec) do
    names = [
      {"strategy", :strategy},
      {"max_restarts", :intensity},
      {"max_seconds", :period},
      {"auto_shutdown", :auto_shutdown}
    ]

    # What OTP calls intensity and period has other defaults there than in scenarios.
    given = Map.merge(%{"max_restarts" => 3, "max_seconds" => 5}, spec)
    for {name, flag} <- names, Map.has_key?(given, name), into: %{}, do: {flag, Values.term(given[name])}
  end
end
