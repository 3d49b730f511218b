defmodule Recorder.Family do
  @moduledoc "What can be asked of a supervisor, in the forms of the traces."
  alias Recorder.{ChildSpec, Ledger, StartScript, Values}

  @doc "Performs an operation on a supervisor and answers its form."
  def ask(ledger, pid, op) do
    Values.attempt(ledger, fn -> answer(op, pid, ledger) end)
  end

  @doc "The children and their number."
  def rows(ledger, pid) do
    %{c: ask(ledger, pid, %{"op" => "which_children"}), n: ask(ledger, pid, %{"op" => "count_children"})}
  end

  defp answer(%{"op" => "which_children"}, pid, ledger) do
    for {id, child, type, _modules} <- :supervisor.which_children(pid) do
      [id, child_form(child, ledger), type]
    end
  end

  defp answer(%{"op" => "count_children"}, pid, _ledger) do
    counts = :supervisor.count_children(pid)
    for key <- [:specs, :active, :supervisors, :workers], do: counts[key]
  end

  defp answer(%{"op" => "start_child", "spec" => spec}, pid, ledger) do
    if spec["init"], do: StartScript.put(ledger, spec["id"], spec["init"])
    Values.form(:supervisor.start_child(pid, ChildSpec.of(ledger, spec)), ledger)
  end

  defp answer(%{"op" => "terminate_child", "id" => id}, pid, ledger) do
    Values.form(:supervisor.terminate_child(pid, id), ledger)
  end

  defp answer(%{"op" => "restart_child", "id" => id}, pid, ledger) do
    Values.form(:supervisor.restart_child(pid, id), ledger)
  end

  defp answer(%{"op" => "delete_child", "id" => id}, pid, ledger) do
    Values.form(:supervisor.delete_child(pid, id), ledger)
  end

  defp child_form(pid, ledger) when is_pid(pid), do: Ledger.label(ledger, pid)
  defp child_form(word, _ledger), do: word
end
