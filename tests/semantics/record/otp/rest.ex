defmodule Recorder.Rest do
  @moduledoc "Quiescence: nothing more will happen without a new stimulus."
  alias Recorder.Ledger

  # A process that has ended still tells its links; one look may fall in between.
  @looks 3
  @limit_ms 30_000

  @doc "Waits for it. While a call is pending, a server may sleep in its handler."
  def await(ledger, call_pending? \\ false) do
    until = System.monotonic_time(:millisecond) + @limit_ms
    look(ledger, call_pending?, @looks, until)
  end

  defp look(_ledger, _pending?, 0, _until), do: :ok

  defp look(ledger, pending?, left, until) do
    if System.monotonic_time(:millisecond) > until, do: exit(:never_at_rest)
    Process.sleep(1)
    resting? = ledger |> Ledger.alive() |> Enum.all?(&resting?(ledger, &1, pending?))
    look(ledger, pending?, if(resting?, do: left - 1, else: @looks), until)
  end

  # Who waits has looked at all its messages, and none of them was one to act upon.
  defp resting?(ledger, pid, pending?) do
    Process.info(pid, :status) == {:status, :waiting} and
      (pending? or not Ledger.busy?(ledger, pid))
  end
end
