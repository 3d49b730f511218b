defmodule Recorder.Clients do
  @moduledoc "The clients of a scenario, as its driver sees them: who is alive, who is blocked."
  alias Recorder.Client

  defstruct [:ledger, :pids, pending: %{}]

  def start(ledger, clients) do
    pids = Map.new(clients, fn client -> {client["id"], Client.start(ledger, client)} end)
    %__MODULE__{ledger: ledger, pids: pids}
  end

  @doc "Why a client cannot do anything, if that is so."
  def refusal(clients, id) do
    cond do
      not Process.alive?(clients.pids[id]) -> "client_dead"
      blocked?(clients, id) -> "client_busy"
      true -> nil
    end
  end

  @doc "Has a client do something, if it can. `{:quit, fun}` and `:kill`: its end."
  def run(%{pids: pids} = clients, id, act) do
    case {refusal(clients, id), act} do
      {"client_busy", {:quit, _}} -> kill(pids[id])
      {nil, :kill} -> kill(pids[id])
      {nil, {:quit, fun}} -> Client.quit(pids[id], fun)
      {nil, fun} -> Client.run(clients.ledger, pids[id], fun)
      {refusal, _} -> refusal
    end
  end

  @doc "Has a client begin something that may block it. Answers that it is under way."
  def begin(clients, id, fun) do
    case refusal(clients, id) do
      nil -> {"pending", put_in(clients.pending[id], Client.begin(clients.pids[id], fun))}
      refusal -> {refusal, clients}
    end
  end

  @doc "Waits for the end of what a client has begun."
  def await(clients, id) do
    {monitor, rest} = Map.pop!(clients.pending, id)
    clients = %{clients | pending: rest}

    if Process.alive?(clients.pids[id]),
      do: {Client.await(clients.ledger, monitor), clients},
      else: {"client_dead", clients}
  end

  @doc "Is anybody blocked?"
  def pending?(clients), do: clients.pending |> Map.keys() |> Enum.any?(&blocked?(clients, &1))

  @doc "The ids of those who are alive."
  def alive(clients), do: for({id, pid} <- Enum.sort(clients.pids), Process.alive?(pid), do: id)

  @doc "What has arrived at those who are alive and not blocked, which is thereby removed."
  def mail(%{ledger: ledger} = clients) do
    for id <- alive(clients),
        not blocked?(clients, id),
        mail = Client.run(ledger, clients.pids[id], fn -> Client.take_mail(ledger) end),
        mail != [],
        into: %{},
        do: {id, mail}
  end

  defp blocked?(clients, id) do
    monitor = clients.pending[id]
    monitor != nil and not Client.done?(monitor)
  end

  defp kill(pid) do
    monitor = Process.monitor(pid)
    Process.exit(pid, :kill)

    receive do
      {:DOWN, ^monitor, :process, _pid, _reason} -> "ok"
    end
  end
end
