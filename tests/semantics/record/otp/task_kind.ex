defmodule Recorder.TaskKind do
  @moduledoc "A task supervisor, and clients that start tasks under it."
  alias Recorder.{Client, Clients, Json, Ledger, Owner, Rest, TaskAct, Values}

  def start(ledger, scenario) do
    options = if scenario["max_children"], do: [max_children: scenario["max_children"]], else: []
    {_owner, {:ok, pid}} = Owner.start(fn -> Task.Supervisor.start_link(options) end)
    Ledger.include(ledger, pid)
    %{ledger: ledger, clients: Clients.start(ledger, scenario["clients"]), pid: pid}
  end

  def perform(%{"op" => "client_quit", "by" => by} = op, play) do
    {Clients.run(play.clients, by, {:quit, Client.ending(op)}), play}
  end

  def perform(%{"op" => "mailbox", "by" => by}, play) do
    {Clients.run(play.clients, by, fn -> Client.take_mail(play.ledger) end), play}
  end

  def perform(%{"by" => by} = op, play) do
    {Clients.run(play.clients, by, fn -> TaskAct.act(op, play.pid, play.ledger) end), play}
  end

  def perform(op, play), do: {drive(op, play), play}

  def observe(%{ledger: ledger, clients: clients, pid: pid}) do
    Rest.await(ledger)
    events = Json.sorted(Ledger.take_events(ledger, :in_one_list))
    seen = %{ev: events, down: Ledger.take_down(ledger), alive: Clients.alive(clients)}
    Map.put(seen, :kids, kids(pid, ledger))
  end

  defp drive(%{"op" => "go", "task" => id}, %{ledger: ledger}) do
    with pid when is_pid(pid) <- Ledger.living(ledger, id) || "not_running" do
      monitor = Process.monitor(pid)
      send(pid, :go)

      receive do
        {:DOWN, ^monitor, :process, _pid, _reason} -> "ok"
      end
    end
  end

  defp drive(%{"op" => "kill", "task" => id, "reason" => reason}, %{ledger: ledger}) do
    with pid when is_pid(pid) <- Ledger.living(ledger, id) || "not_running" do
      Process.exit(pid, Values.reason(reason))
      "ok"
    end
  end

  defp drive(%{"op" => "terminate_child", "task" => id}, %{ledger: ledger, pid: supervisor}) do
    Values.attempt(ledger, fn ->
      child = Ledger.current(ledger, id) || spawn(fn -> :ok end)
      Values.form(Task.Supervisor.terminate_child(supervisor, child), ledger)
    end)
  end

  defp drive(%{"op" => "stop_sup", "reason" => reason}, %{ledger: ledger, pid: supervisor}) do
    Values.attempt(ledger, fn -> Supervisor.stop(supervisor, Values.reason(reason)) end)
  end

  defp drive(%{"op" => "sleep", "ms" => ms}, _play) do
    Process.sleep(ms)
    "ok"
  end

  defp kids(pid, ledger) do
    if Process.alive?(pid) do
      Json.sorted(for child <- Task.Supervisor.children(pid), do: Ledger.label(ledger, child))
    else
      "dead"
    end
  end
end
