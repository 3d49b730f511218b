defmodule Recorder.RegistryKind do
  @moduledoc "A registry, and the processes that register in it."
  alias Recorder.{Clients, Json, Ledger, Owner, Rest, Values}

  def start(ledger, scenario) do
    name = Ledger.name(ledger, "registry")
    listener = if scenario["listener"], do: [listener(ledger)], else: []
    options = [keys: Values.term(scenario["keys"]), name: name, listeners: listener]
    options = [{:partitions, scenario["partitions"] || 1} | options]
    {_owner, {:ok, pid}} = Owner.start(fn -> Registry.start_link(options) end)
    # They clean up after processes that have ended.
    for {_, partition, _, _} <- Supervisor.which_children(pid), do: Ledger.include(ledger, partition)
    clients = Clients.start(ledger, scenario["procs"])
    %{ledger: ledger, clients: clients, name: name, listens?: listener != []}
  end

  def perform(%{"op" => "kill", "to" => to}, play) do
    {Clients.run(play.clients, to, :kill), play}
  end

  def perform(%{"by" => by} = op, play) do
    {Clients.run(play.clients, by, fn -> act(op, play.name, play.ledger) end), play}
  end

  def perform(op, play), do: {act(op, play.name, play.ledger), play}

  def observe(%{ledger: ledger, clients: clients, name: name} = play) do
    Rest.await(ledger)
    heard = if play.listens?, do: %{lis: heard(ledger)}, else: %{}
    entries = Registry.select(name, [{{:"$1", :"$2", :"$3"}, [], [{{:"$1", :"$2", :"$3"}}]}])
    entries = for {key, pid, value} <- entries, do: [key, Ledger.id(ledger, pid), value]
    seen = %{reg: Json.sorted(entries), n: Registry.count(name), mail: Clients.mail(clients)}
    seen |> Map.put(:down, Ledger.take_down(ledger)) |> Map.merge(heard)
  end

  defp act(%{"op" => "register", "key" => key, "val" => value}, name, ledger) do
    case Registry.register(name, key, value) do
      {:ok, _owner} -> "ok"
      {:error, {:already_registered, pid}} -> %{already_registered: Ledger.id(ledger, pid)}
    end
  end

  defp act(%{"op" => "unregister", "key" => key}, name, _ledger) do
    Registry.unregister(name, key)
  end

  defp act(%{"op" => "unregister_match", "key" => key, "val" => value}, name, _ledger) do
    Registry.unregister_match(name, key, value)
  end

  defp act(%{"op" => "update_value", "key" => key, "add" => number}, name, _ledger) do
    case Registry.update_value(name, key, &(&1 + number)) do
      {new, old} -> [new, old]
      :error -> "error"
    end
  end

  defp act(%{"op" => "lookup", "key" => key}, name, ledger) do
    entries(Registry.lookup(name, key), ledger)
  end

  defp act(%{"op" => "match", "key" => key, "val" => value}, name, ledger) do
    entries(Registry.match(name, key, value), ledger)
  end

  defp act(%{"op" => "keys", "of" => id}, name, ledger) do
    Json.sorted(Registry.keys(name, Ledger.current(ledger, id)))
  end

  defp act(%{"op" => "values", "key" => key, "of" => id}, name, ledger) do
    Json.sorted(Registry.values(name, key, Ledger.current(ledger, id)))
  end

  defp act(%{"op" => "dispatch", "key" => key, "msg" => message}, name, _ledger) do
    me = self()

    Registry.dispatch(name, key, fn entries ->
      Process.put({:dispatched, me}, true)
      for {pid, value} <- entries, do: send(pid, {:msg, [message, value]})
    end)

    if Process.delete({:dispatched, me}), do: "called", else: "not_called"
  end

  defp act(%{"op" => "whereis", "key" => key}, name, ledger) do
    pid = GenServer.whereis({:via, Registry, {name, key}})
    pid && Ledger.id(ledger, pid)
  rescue
    ArgumentError -> "argument_error"
  end

  defp act(%{"op" => "via_send", "key" => key, "msg" => message}, name, _ledger) do
    GenServer.cast({:via, Registry, {name, key}}, message)
  end

  defp act(%{"op" => "meta_put", "key" => key, "val" => value}, name, _ledger) do
    Registry.put_meta(name, Values.term(key), value)
  end

  defp act(%{"op" => "meta_get", "key" => key}, name, _ledger) do
    case Registry.meta(name, Values.term(key)) do
      {:ok, value} -> [value]
      :error -> "error"
    end
  end

  defp entries(list, ledger) do
    Json.sorted(for {pid, value} <- list, do: [Ledger.id(ledger, pid), value])
  end

  defp listener(ledger) do
    name = Ledger.name(ledger, "listener")
    listener = spawn_link(fn -> listen(ledger) end)
    Process.register(listener, name)
    Ledger.include(ledger, listener)
    name
  end

  defp listen(ledger) do
    receive do
      {:register, _registry, key, pid, value} ->
        Ledger.log(ledger, "listener", ["register", key, Ledger.id(ledger, pid), value])

      {:unregister, _registry, key, pid} ->
        Ledger.log(ledger, "listener", ["unregister", key, Ledger.id(ledger, pid)])
    end

    listen(ledger)
  end

  defp heard(ledger), do: Map.get(Ledger.take_events(ledger, :by_label), "listener", [])
end
