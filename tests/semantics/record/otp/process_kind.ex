defmodule Recorder.ProcessKind do
  @moduledoc "Links, monitors, signals and timers between plain processes."
  alias Recorder.{Client, Clients, Ledger, Rest, Values}

  @flush_wait_ms 30

  def start(ledger, scenario), do: %{ledger: ledger, clients: Clients.start(ledger, scenario["procs"])}

  def perform(%{"op" => "sleep", "ms" => ms}, play) do
    Process.sleep(ms)
    {"ok", play}
  end

  def perform(%{"by" => by} = op, play), do: {Clients.run(play.clients, by, act(op, play)), play}

  def observe(%{ledger: ledger, clients: clients}) do
    Rest.await(ledger)
    %{down: Ledger.take_down(ledger), mail: Clients.mail(clients), alive: Clients.alive(clients)}
  end

  defp act(%{"op" => "finish"} = op, _play), do: {:quit, Client.ending(op)}
  defp act(op, %{ledger: ledger}), do: fn -> answer(op, ledger, op["to"] && pid(ledger, op["to"])) end

  defp answer(%{"op" => "link"}, _ledger, to) do
    Process.link(to)
  rescue
    error in ErlangError -> %{error: error.original}
  end

  defp answer(%{"op" => "unlink"}, _ledger, to), do: Process.unlink(to)

  defp answer(%{"op" => "monitor", "ref" => name}, _ledger, to) do
    Client.remember(name, Process.monitor(to))
    "ok"
  end

  defp answer(%{"op" => "demonitor", "ref" => name} = op, _ledger, _to) do
    case Client.recall(name) do
      nil -> "no_such_ref"
      ref -> Process.demonitor(ref, flush(op))
    end
  end

  defp answer(%{"op" => "monitor_flush"} = op, ledger, to) do
    ref = Process.monitor(to)
    Process.sleep(@flush_wait_ms)
    Process.demonitor(ref, flush(op))

    receive do
      {:DOWN, ^ref, :process, _pid, reason} -> %{left: Values.form(reason, ledger)}
    after
      0 -> "nothing_left"
    end
  end

  defp answer(%{"op" => "exit", "reason" => reason}, _ledger, to) do
    Process.exit(to, Values.reason(reason))
  end

  defp answer(%{"op" => "trap", "on" => on}, _ledger, _to), do: Process.flag(:trap_exit, on)

  defp answer(%{"op" => "send", "msg" => message}, _ledger, to) do
    send(to, {:msg, message})
    "sent"
  end

  defp answer(%{"op" => "send_after", "ref" => name, "ms" => ms} = op, ledger, to) do
    Ledger.put(ledger, {:timer, name}, Process.send_after(to, {:msg, op["msg"]}, ms))
    "ok"
  end

  defp answer(%{"op" => "cancel_timer"} = op, ledger, _to) do
    left(ledger, op, &Process.cancel_timer/1)
  end

  defp answer(%{"op" => "read_timer"} = op, ledger, _to), do: left(ledger, op, &Process.read_timer/1)

  # How much time is left varies; that some is left does not.
  defp left(ledger, %{"ref" => name}, ask) do
    timer = Ledger.value(ledger, {:timer, name})
    timer != nil and ask.(timer) && "ms"
  end

  defp flush(op), do: if(op["flush"], do: [:flush], else: [])
  defp pid(ledger, id), do: Ledger.current(ledger, id)
end
