defmodule Recorder.Client do
  @moduledoc """
  A plain process that does what it is told, one thing at a time, and keeps every other message in
  its mailbox.
  """
  alias Recorder.{Json, Ledger, Values}

  @limit_ms 60_000

  @doc "Starts one. It is labelled when this returns."
  def start(ledger, %{"id" => id} = client) do
    parent = self()

    pid =
      spawn(fn ->
        Process.flag(:trap_exit, client["trap_exit"] == true)
        Ledger.born(ledger, id)
        send(parent, {:started, self()})
        obey()
      end)

    receive do
      {:started, ^pid} -> pid
    end
  end

  @doc "Has it do something and answers what came of it, or how it ended meanwhile."
  def run(ledger, pid, fun), do: await(ledger, begin(pid, fun))

  @doc "Has it begin something."
  def begin(pid, fun) do
    monitor = Process.monitor(pid)
    send(pid, {:act, self(), monitor, fun})
    monitor
  end

  def await(ledger, monitor) do
    receive do
      {:acted, ^monitor, answer} ->
        Process.demonitor(monitor, [:flush])
        answer

      {:DOWN, ^monitor, :process, _pid, reason} ->
        %{client_down: Values.form(reason, ledger)}
    after
      @limit_ms -> exit(:never_answered)
    end
  end

  @doc "Has what it began come to an end?"
  def done?(monitor) do
    {:messages, messages} = Process.info(self(), :messages)
    Enum.any?(messages, &(elem(&1, 0) in [:acted, :DOWN] and elem(&1, 1) == monitor))
  end

  @doc "Ends by itself. Waits for it."
  def quit(pid, end_itself) do
    monitor = Process.monitor(pid)
    send(pid, {:act, self(), monitor, end_itself})

    receive do
      {:DOWN, ^monitor, :process, _pid, _reason} -> "ok"
    end
  end

  @doc "How it ends: an operation with `how`, `reason` and `msg`."
  def ending(op) do
    case op["how"] || "exit" do
      "exit" -> fn -> exit(Values.reason(op["reason"] || "normal")) end
      "raise" -> fn -> raise op["msg"] end
      "return" -> fn -> throw(:return) end
    end
  end

  @doc "Takes all messages out of the mailbox of the calling client, in canonical order."
  def take_mail(ledger), do: Json.sorted(drain(ledger))

  @doc "Remembers a monitor of the calling client by a name."
  def remember(name, ref), do: Process.put({:ref, name}, ref)
  def recall(name), do: Process.get({:ref, name})

  defp drain(ledger) do
    receive do
      message -> [mail(message, ledger) | drain(ledger)]
    after
      0 -> []
    end
  end

  defp mail({:EXIT, pid, reason}, ledger) do
    %{exit: [Values.form(pid, ledger), Values.form(reason, ledger)]}
  end

  defp mail({:DOWN, ref, :process, pid, reason}, ledger) do
    %{down: [ref_name(ref), Values.form(pid, ledger), Values.form(reason, ledger)]}
  end

  defp mail({:msg, value}, _ledger), do: %{msg: value}
  defp mail({:"$gen_cast", value}, _ledger), do: %{cast: value}
  defp mail({ref, value}, ledger), do: %{ref: [ref_name(ref), Values.form(value, ledger)]}

  defp ref_name(ref) do
    Enum.find_value(Process.get(), "?", fn {key, value} -> value == ref && named(key) end)
  end

  defp named({_, name}), do: name

  defp obey do
    receive do
      {:act, from, tag, fun} -> send(from, {:acted, tag, fun.()})
    end

    obey()
  catch
    :throw, :return -> :ok
  end
end
