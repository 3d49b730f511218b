defmodule Recorder.Ledger do
  @moduledoc """
  What happens in one scenario: who was born, what was logged, who ended. Processes write into it
  themselves, so that the order is that in which things happened.
  """
  alias Recorder.Json

  defstruct [:table, :watcher, :number]

  @doc "A new ledger. It lives as long as the process that makes it; `number` tells it from others."
  def new(number) do
    table = :ets.new(:ledger, [:public, :ordered_set])
    watcher = spawn_link(fn -> watch(table, %{}) end)
    %__MODULE__{table: table, watcher: watcher, number: number}
  end

  @doc "The calling process comes to life under an id. Answers its label."
  def born(ledger, id) do
    label = "#{id}##{:ets.update_counter(ledger.table, {:births, id}, 1, {{:births, id}, 0})}"
    :ets.insert(ledger.table, [{{:label, self()}, label}, {{:current, id}, self()}])
    watch_over(ledger, self(), label)
    label
  end

  @doc "A process without a label, which others wait for as if it had one."
  def include(ledger, pid), do: watch_over(ledger, pid, nil)

  def label(ledger, pid), do: value(ledger, {:label, pid})

  @doc "The process of that id that was born last, dead or alive."
  def current(ledger, id), do: value(ledger, {:current, id})

  @doc "The same, if it is alive."
  def living(ledger, id) do
    pid = current(ledger, id)
    if pid != nil and Process.alive?(pid), do: pid
  end

  @doc "The id of a label."
  def id(ledger, pid), do: ledger |> label(pid) |> String.split("#") |> hd()

  @doc "The processes whose end has not been heard of."
  def alive(ledger), do: for([pid] <- :ets.match(ledger.table, {{:alive, :"$1"}, :_}), do: pid)

  def log(ledger, label, event), do: append(ledger.table, :event, {label, event})

  @doc "The events since this was last asked, by label or in one list, in the order of happening."
  def take_events(ledger, :by_label) do
    Enum.group_by(take(ledger, :event), &elem(&1, 0), &elem(&1, 1))
  end

  def take_events(ledger, :in_one_list) do
    for {label, event} <- take(ledger, :event), do: Map.put(event, :p, label)
  end

  @doc "The ends since this was last asked, in canonical order."
  def take_down(ledger) do
    downs = take(ledger, :down)
    Json.sorted(for {label, reason} <- downs, do: [label, Recorder.Values.form(reason, ledger)])
  end

  @doc "Runs `fun`, during which the calling process waits without being at rest."
  def busy(ledger, fun) do
    :ets.insert(ledger.table, {{:busy, self()}})
    fun.()
  after
    :ets.delete(ledger.table, {:busy, self()})
  end

  def busy?(ledger, pid), do: :ets.member(ledger.table, {:busy, pid})

  def sleep(ledger, ms), do: busy(ledger, fn -> Process.sleep(Recorder.Values.term(ms)) end)

  @doc "A name of this scenario: others may use the same one at the same time."
  def name(ledger, name), do: :"#{name}@#{ledger.number}"

  def put(ledger, key, value), do: :ets.insert(ledger.table, {key, value})

  def value(ledger, key) do
    case :ets.lookup(ledger.table, key) do
      [{_, value}] -> value
      [] -> nil
    end
  end

  defp append(table, sort, entry) do
    number = :ets.update_counter(table, {:count, sort}, 1, {{:count, sort}, 0})
    :ets.insert(table, {{sort, number}, entry})
  end

  defp take(ledger, sort) do
    entries = :ets.match_object(ledger.table, {{sort, :_}, :_})
    for {key, entry} <- entries, :ets.delete(ledger.table, key), do: entry
  end

  defp watch_over(ledger, pid, label) do
    send(ledger.watcher, {:watch, self(), pid, label})

    receive do
      {:watched, ^pid} -> :ok
    end
  end

  # Monitors are set at birth: a process that ends tells nobody else its reason in every case.
  defp watch(table, labels) do
    receive do
      {:watch, from, pid, label} ->
        ref = Process.monitor(pid)
        :ets.insert(table, {{:alive, pid}, true})
        send(from, {:watched, pid})
        watch(table, Map.put(labels, ref, label))

      {:DOWN, ref, :process, pid, reason} ->
        label = Map.fetch!(labels, ref)
        if label, do: append(table, :down, {label, reason})
        :ets.delete(table, {:alive, pid})
        :ets.delete(table, {:busy, pid})
        watch(table, Map.delete(labels, ref))
    end
  end
end
