defmodule Recorder.Owner do
  @moduledoc "The parent of the root of a tree."

  @doc "A process that traps exits and calls `start`. Answers it and what that gave."
  def start(start) do
    driver = self()
    owner = spawn(fn -> own(driver, start) end)

    receive do
      {:started, ^owner, answer} -> {owner, answer}
    end
  end

  @doc "Has it end, and waits for that."
  def quit(owner, reason) do
    if Process.alive?(owner) do
      monitor = Process.monitor(owner)
      send(owner, {:quit, reason})

      receive do
        {:DOWN, ^monitor, :process, _pid, _reason} -> "ok"
      end
    else
      "not_running"
    end
  end

  defp own(driver, start) do
    Process.flag(:trap_exit, true)
    send(driver, {:started, self(), start.()})

    receive do
      {:quit, reason} -> exit(reason)
    end
  end
end
