defmodule Recorder.ServerAct do
  @moduledoc "What a client does with a server."
  alias Recorder.{BareServer, Client, Ledger, ScriptedServer, SysCommand, Values}
  import Recorder.Script, only: [request: 1]

  @call_ms 5000
  @raw_call_ms 2000

  @doc "Whom an operation is meant for; `:unborn` if there never was such a server."
  def target(%{"to" => id}, ledger), do: Ledger.current(ledger, id) || :unborn
  def target(%{"to_name" => name}, ledger), do: Ledger.name(ledger, name)
  def target(_op, _ledger), do: nil

  @doc "Performs an operation in the calling client."
  def act(%{"op" => "start"} = op, _to, ledger) do
    module = if op["bare"], do: BareServer, else: ScriptedServer
    timeout = if op["init_timeout"], do: [timeout: op["init_timeout"]], else: []
    options = if op["name"], do: [{:name, Ledger.name(ledger, op["name"])} | timeout], else: timeout
    start = if op["link"], do: &GenServer.start_link/3, else: &GenServer.start/3
    Values.form(start.(module, {ledger, op}, options), ledger)
  end

  def act(%{"op" => "call"} = op, to, ledger) do
    answer = call(op["req"], op["timeout"], to, ledger)
    if op["peek"], do: Map.put(answer, :had, Client.take_mail(ledger)), else: answer
  end

  def act(%{"op" => "call_async"} = op, to, ledger), do: call(op["req"], op["timeout"], to, ledger)

  def act(%{"op" => "burst", "items" => items}, to, ledger) do
    Enum.map(items, fn
      ["cast", request] -> GenServer.cast(to, request(request))
      ["info", request] -> info(to, request(request))
      ["call", request] -> call(request, nil, to, ledger)
    end)
  end

  def act(%{"op" => "cast"} = op, to, _ledger), do: GenServer.cast(to, request(op["req"]))
  def act(%{"op" => "info"} = op, to, _ledger), do: info(to, request(op["req"]))
  def act(%{"op" => "raw", "via" => "cast"}, to, _ledger), do: GenServer.cast(to, :unexpected)
  def act(%{"op" => "raw", "via" => "info"}, to, _ledger), do: info(to, :unexpected)

  def act(%{"op" => "raw", "via" => "call"}, to, ledger) do
    attempt(ledger, fn -> GenServer.call(to, :unexpected, @raw_call_ms) end)
  end

  def act(%{"op" => "stop"} = op, to, ledger) do
    reason = Values.reason(op["reason"] || "normal")
    timeout = Values.term(op["timeout"] || "infinity")
    attempt(ledger, fn -> GenServer.stop(to, reason, timeout) end)
  end

  def act(%{"op" => "exit"} = op, to, _ledger), do: Process.exit(to, Values.reason(op["reason"]))

  def act(%{"op" => "monitor"} = op, to, _ledger) do
    Client.remember(op["ref"], Process.monitor(to))
    "ok"
  end

  def act(%{"op" => "demonitor"} = op, _to, _ledger) do
    Process.demonitor(Client.recall(op["ref"]), [:flush])
  end

  def act(%{"op" => "link"}, to, _ledger), do: Process.link(to)
  def act(%{"op" => "unlink"}, to, _ledger), do: Process.unlink(to)

  def act(%{"op" => "multi_call"} = op, to, ledger) do
    timeout = op["timeout"] || :infinity
    {replies, bad} = GenServer.multi_call([node()], to, request(op["req"]), timeout)
    %{replies: for({_, reply} <- replies, do: Values.form(reply, ledger)), bad: length(bad)}
  end

  def act(%{"op" => "abcast"} = op, to, _ledger) do
    GenServer.abcast([node()], to, request(op["req"]))
  end

  def act(%{"op" => "sys"} = op, to, ledger) do
    attempt(ledger, fn -> SysCommand.run(op["cmd"], to, op["arg"], op["timeout"] || @call_ms) end)
  end

  defp call(request, timeout, to, ledger) do
    timeout = Values.term(timeout || @call_ms)
    attempt(ledger, fn -> GenServer.call(to, request(request), timeout) end)
  end

  defp info(to, message) do
    send(to, message)
    "sent"
  end

  defp attempt(ledger, fun) do
    Values.attempt(ledger, fn -> %{reply: Values.form(fun.(), ledger)} end)
  end
end
