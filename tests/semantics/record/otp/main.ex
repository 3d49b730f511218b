defmodule Recorder.Main do
  @moduledoc "Plays the scenarios of a file of terms and prints a line with the trace of each."
  alias Recorder.{Json, Ledger}

  @kinds %{
    "process" => Recorder.ProcessKind,
    "gen_server" => Recorder.GenServerKind,
    "supervisor" => Recorder.SupervisorKind,
    "dynamic_supervisor" => Recorder.DynamicSupervisorKind,
    "partition_supervisor" => Recorder.PartitionSupervisorKind,
    "registry" => Recorder.RegistryKind,
    "task" => Recorder.TaskKind
  }
  @limit_ms 180_000

  def run([file, at_once]) do
    # Crashes are what scenarios are about; reports of them would stand between the traces.
    :logger.set_primary_config(:level, :none)
    load_everything()
    {:ok, scenarios} = :file.consult(file)

    scenarios
    |> Enum.with_index()
    |> Task.async_stream(&record/1, options(String.to_integer(at_once)))
    |> Enum.zip(scenarios)
    |> Enum.each(&print/1)
  end

  # A process that waits for its code to be loaded would look as if it were at rest.
  defp load_everything do
    for app <- [:kernel, :stdlib, :elixir, :logger] do
      {:ok, modules} = :application.get_key(app, :modules)
      :ok = :code.ensure_modules_loaded(modules -- [:erl_prim_loader])
    end

    :ok = :code.ensure_modules_loaded(Map.values(@kinds))
  end

  defp options(at_once) do
    [max_concurrency: at_once, timeout: @limit_ms, on_timeout: :kill_task]
  end

  defp record({scenario, number}) do
    ledger = Ledger.new(number)
    trace = trace(scenario, ledger)
    for pid <- Ledger.alive(ledger), do: Process.exit(pid, :kill)
    {:trace, trace}
  catch
    kind, reason -> {:failed, Exception.format(kind, reason, __STACKTRACE__)}
  end

  defp trace(%{"kind" => kind, "ops" => ops} = scenario, ledger) do
    module = Map.fetch!(@kinds, kind)
    Process.put(:step, 0)
    {first, play} = begin(module, module.start(ledger, scenario))

    {steps, _} =
      Enum.map_reduce(Enum.with_index(ops, 1), play, fn {op, number}, play ->
        Process.put(:step, number)
        {answer, play} = module.perform(op, play)
        {step(module, play, number, answer), play}
      end)

    first ++ steps
  end

  # A tree has a step for its start.
  defp begin(module, {answer, play}), do: {[step(module, play, 0, answer)], play}
  defp begin(_module, play), do: {[], play}

  defp step(module, play, number, answer) do
    Map.merge(%{i: number, r: answer}, module.observe(play))
  end

  defp print({{:ok, {:trace, trace}}, %{"id" => id}}) do
    IO.puts(Json.text(%{id: id, trace: trace}))
  end

  defp print({{:ok, {:failed, why}}, %{"id" => id}}), do: complain(id, why)
  defp print({{:exit, reason}, %{"id" => id}}), do: complain(id, inspect(reason))

  defp complain(id, why), do: IO.puts(Json.text(%{id: id, failed: why}))
end
