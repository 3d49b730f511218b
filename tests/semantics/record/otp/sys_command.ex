defmodule Recorder.SysCommand do
  @moduledoc "System messages to a server."
  alias Recorder.Values

  @events_kept 10

  def run("get_state", to, _arg, timeout), do: :sys.get_state(to, timeout).v

  def run("replace_state", to, value, timeout) do
    :sys.replace_state(to, &%{&1 | v: value}, timeout).v
  end

  def run("replace_state_raise", to, _arg, timeout) do
    :sys.replace_state(to, fn _state -> raise "in replace_state" end, timeout)
  rescue
    error in ErlangError -> elem(error.original, 0)
  end

  def run("suspend", to, _arg, timeout), do: :sys.suspend(to, timeout)
  def run("resume", to, _arg, timeout), do: :sys.resume(to, timeout)

  def run("status", to, _arg, timeout) do
    {:status, _pid, _module, [_dictionary, status | _]} = :sys.get_status(to, timeout)
    status
  end

  def run("statistics_on", to, _arg, timeout), do: :sys.statistics(to, true, timeout)
  def run("statistics_off", to, _arg, timeout), do: :sys.statistics(to, false, timeout)

  def run("statistics", to, _arg, timeout) do
    case :sys.statistics(to, :get, timeout) do
      {:ok, :no_statistics} -> :no_statistics
      {:ok, counts} -> [counts[:messages_in], counts[:messages_out]]
    end
  end

  def run("log_on", to, kept, timeout), do: :sys.log(to, {true, kept || @events_kept}, timeout)
  def run("log_off", to, _arg, timeout), do: :sys.log(to, false, timeout)

  def run("log", to, _arg, timeout) do
    {:ok, events} = :sys.log(to, :get, timeout)
    Enum.map(events, &elem(&1, 0))
  end

  def run("terminate", to, reason, timeout), do: :sys.terminate(to, Values.reason(reason), timeout)
end
