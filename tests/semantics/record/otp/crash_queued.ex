defmodule Recorder.CrashQueued do
  @moduledoc "Requests that wait in the mailbox of a supervisor while it restarts a child."
  alias Recorder.{Ledger, StartScript, Values}

  @limit_ms 10_000

  @doc "`ask` makes a request to a supervisor and answers what that gave."
  def run(ledger, %{"id" => id} = op, ask) do
    supervisor = Ledger.living(ledger, op["sup"] || "root")
    child = Ledger.living(ledger, id)

    if supervisor && child,
      do: crash(ledger, op, child, &ask.(supervisor, &1)),
      else: "not_running"
  end

  defp crash(ledger, op, child, ask) do
    gated = op["gated"] || op["id"]
    # Whom a request is about is settled before the crash.
    queue = for request <- op["queue"], do: Map.put(request, :pid, pid(ledger, request))
    StartScript.put(ledger, gated, op["init"])
    GenServer.cast(child, {:end, Values.ending(op)})
    wait_for(fn -> StartScript.at_gate?(ledger, gated) end)
    requests = Enum.map(queue, &request(ask, &1))
    StartScript.open_gate(ledger, gated)
    Enum.map(requests, &Task.await(&1, @limit_ms))
  end

  defp pid(ledger, request), do: Ledger.current(ledger, request["id"])

  # Each request is on its way before the next one is made: its sender waits for the answer.
  defp request(ask, op) do
    task = Task.async(fn -> ask.(op) end)
    wait_for(fn -> Process.info(task.pid, :status) == {:status, :waiting} end)
    task
  end

  defp wait_for(fun, until \\ System.monotonic_time(:millisecond) + @limit_ms) do
    cond do
      fun.() -> :ok
      System.monotonic_time(:millisecond) > until -> exit(:gate_not_reached)
      true -> wait_for(Process.sleep(1) && fun, until)
    end
  end
end
