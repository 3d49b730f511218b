defmodule Recorder.PartitionSupervisorKind do
  @moduledoc "A supervisor that runs the same worker once for each partition."
  alias Recorder.{Json, Ledger, Owner, Rest, TreePlay, Values, Worker}

  @worker_ops ["crash", "sleep"]

  def start(ledger, scenario) do
    name = Ledger.name(ledger, "partitions")
    {owner, {:ok, pid}} = Owner.start(fn -> start_link(name, ledger, scenario) end)
    Ledger.include(ledger, pid)
    {"ok", %{ledger: ledger, owner: owner, name: name, pid: pid}}
  end

  def perform(%{"op" => op} = operation, play) when op in @worker_ops do
    {TreePlay.run(operation, play), play}
  end

  def perform(op, play) do
    {Values.attempt(play.ledger, fn -> ask(op, play.name, play.ledger) end), play}
  end

  def observe(%{ledger: ledger, pid: pid}) do
    Rest.await(ledger)
    events = Ledger.take_events(ledger, :in_one_list)
    %{ev: events, down: Ledger.take_down(ledger), alive: Process.alive?(pid)}
  end

  defp start_link(name, ledger, %{"worker" => worker} = scenario) do
    PartitionSupervisor.start_link(
      name: name,
      child_spec: %{
        id: :worker,
        start: {Worker, :start_link, [ledger, worker]},
        restart: Values.term(worker["restart"] || "permanent")
      },
      with_arguments: fn [ledger, worker], partition ->
        [ledger, Map.put(worker, "id", "w#{partition}")]
      end,
      partitions: scenario["partitions"],
      strategy: Values.term(scenario["strategy"]),
      max_restarts: scenario["max_restarts"],
      max_seconds: scenario["max_seconds"]
    )
  end

  defp ask(%{"op" => "route", "key" => key}, name, ledger) do
    Ledger.label(ledger, whereis(name, key))
  end

  defp ask(%{"op" => "route_term", "key" => key}, name, _ledger) do
    answers = [whereis(name, key), whereis(name, key)]
    [match?([same, same], answers), Enum.all?(answers, &is_pid/1)]
  end

  defp ask(%{"op" => "partitions"}, name, _ledger), do: PartitionSupervisor.partitions(name)

  defp ask(%{"op" => "which_children"}, name, ledger) do
    Json.sorted(
      for {partition, pid, type, _modules} <- PartitionSupervisor.which_children(name) do
        [partition, Ledger.label(ledger, pid), type]
      end
    )
  end

  defp ask(%{"op" => "count_children"}, name, _ledger) do
    counts = PartitionSupervisor.count_children(name)
    for key <- [:specs, :active, :supervisors, :workers], do: counts[key]
  end

  defp ask(%{"op" => "stop", "reason" => reason}, name, _ledger) do
    PartitionSupervisor.stop(name, Values.reason(reason))
  end

  defp whereis(name, key), do: GenServer.whereis({:via, PartitionSupervisor, {name, key}})
end
