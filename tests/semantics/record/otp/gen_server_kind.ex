defmodule Recorder.GenServerKind do
  @moduledoc "Clients that start scripted servers and talk to them."
  alias Recorder.{Clients, Client, Ledger, Rest, ServerAct}

  def start(ledger, scenario) do
    %{ledger: ledger, clients: Clients.start(ledger, scenario["clients"])}
  end

  def perform(%{"op" => "sleep", "ms" => ms}, play) do
    Process.sleep(ms)
    {"ok", play}
  end

  def perform(%{"op" => "whereis", "to_name" => name}, play) do
    pid = Process.whereis(Ledger.name(play.ledger, name))
    {pid && Recorder.Values.form(pid, play.ledger), play}
  end

  def perform(%{"op" => "await", "by" => by}, play), do: with_clients(play, &Clients.await(&1, by))

  def perform(%{"op" => "client_quit", "by" => by} = op, play) do
    {Clients.run(play.clients, by, {:quit, Client.ending(op)}), play}
  end

  def perform(%{"by" => by} = op, play) do
    case {Clients.refusal(play.clients, by), ServerAct.target(op, play.ledger)} do
      {nil, :unborn} -> {"not_started", play}
      {nil, to} -> act(op, by, fn -> ServerAct.act(op, to, play.ledger) end, play)
      {refusal, _} -> {refusal, play}
    end
  end

  def observe(%{ledger: ledger, clients: clients}) do
    Rest.await(ledger, Clients.pending?(clients))
    events = Ledger.take_events(ledger, :by_label)
    %{down: Ledger.take_down(ledger), ev: events, mail: Clients.mail(clients)}
  end

  defp act(%{"op" => "call_async"}, by, fun, play) do
    with_clients(play, &Clients.begin(&1, by, fun))
  end

  defp act(_op, by, fun, play), do: {Clients.run(play.clients, by, fun), play}

  defp with_clients(play, fun) do
    {answer, clients} = fun.(play.clients)
    {answer, %{play | clients: clients}}
  end
end
