defmodule Recorder.Family do
  @moduledoc "Supervisors whose children have ids and an order, in the forms of the traces."
  alias Recorder.{ChildSpec, Ledger, ScriptedSupervisor, StartScript, Values}

  def start_link(ledger, tree), do: ScriptedSupervisor.start_link(ledger, tree)

  @doc "Whether events happen in no certain order."
  def unordered?, do: false

  @doc "Performs an operation on a supervisor and answers its form."
  def ask(ledger, pid, %{"op" => "which_children"}) do
    for {id, child, type, _modules} <- :supervisor.which_children(pid) do
      [id, child_form(child, ledger), type]
    end
  end

  def ask(_ledger, pid, %{"op" => "count_children"}) do
    counts = :supervisor.count_children(pid)
    for key <- [:specs, :active, :supervisors, :workers], do: counts[key]
  end

  def ask(ledger, pid, %{"op" => "start_child", "spec" => spec}) do
    if spec["init"], do: StartScript.put(ledger, spec["id"], spec["init"])
    Values.form(:supervisor.start_child(pid, ChildSpec.of(ledger, spec)), ledger)
  end

  def ask(ledger, pid, %{"op" => "terminate_child", "id" => id}) do
    Values.form(:supervisor.terminate_child(pid, id), ledger)
  end

  def ask(ledger, pid, %{"op" => "restart_child", "id" => id}) do
    Values.form(:supervisor.restart_child(pid, id), ledger)
  end

  def ask(ledger, pid, %{"op" => "delete_child", "id" => id}) do
    Values.form(:supervisor.delete_child(pid, id), ledger)
  end

  defp child_form(pid, ledger) when is_pid(pid), do: Ledger.label(ledger, pid)
  defp child_form(word, _ledger), do: word
end
