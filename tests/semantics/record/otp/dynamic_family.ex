defmodule Recorder.DynamicFamily do
  @moduledoc "A supervisor that knows its children by process, in the forms of the traces."
  use DynamicSupervisor
  alias Recorder.{ChildSpec, Json, Ledger, StartScript, Values}

  def start_link(ledger, tree), do: DynamicSupervisor.start_link(__MODULE__, {ledger, tree})

  @doc "Its children are stopped at the same time."
  def unordered?, do: true

  @impl true
  def init({ledger, %{"id" => id} = tree}) do
    Ledger.log(ledger, Ledger.born(ledger, id), %{e: "init"})
    Ledger.put(ledger, {:supervisor, self()}, true)

    given =
      for name <- ["max_restarts", "max_seconds", "max_children"],
          Map.has_key?(tree, name),
          do: {Values.term(name), Values.term(tree[name])}

    extra = if tree["extra"], do: [tree["extra"]], else: []
    DynamicSupervisor.init([strategy: :one_for_one, extra_arguments: extra] ++ given)
  end

  @doc "Performs an operation and answers its form."
  def ask(ledger, pid, %{"op" => "which_children"}) do
    Json.sorted(
      for {_id, child, type, _modules} <- DynamicSupervisor.which_children(pid) do
        [if(is_pid(child), do: Ledger.label(ledger, child), else: child), type]
      end
    )
  end

  def ask(_ledger, pid, %{"op" => "count_children"}) do
    counts = DynamicSupervisor.count_children(pid)
    for key <- [:specs, :active, :supervisors, :workers], do: counts[key]
  end

  def ask(ledger, pid, %{"op" => "start_child", "spec" => spec}) do
    if spec["init"], do: StartScript.put(ledger, spec["id"], spec["init"])
    Values.form(DynamicSupervisor.start_child(pid, ChildSpec.of(ledger, spec)), ledger)
  end

  # An id that was never born is replaced by a process that is no child.
  def ask(ledger, pid, %{"op" => "terminate_child", "id" => id} = op) do
    child = op[:pid] || Ledger.current(ledger, id) || spawn(fn -> :ok end)
    Values.form(DynamicSupervisor.terminate_child(pid, child), ledger)
  end
end
