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
    send(ledger.watcher, {:watch, self(), label})

    receive do
      :watched -> label
    end
  end

  def label(ledger, pid), do: value(ledger, {:label, pid})

  @doc "The process of that id that was born last, dead or alive."
  def current(ledger, id), do: value(ledger, {:current, id})

  @doc "The same, if it is alive."
  def living(ledger, id) do
    pid = current(ledger, id)
    if pid != nil and Process.alive?(pid), do: pid
  end

  @doc "The labelled processes whose end has not been heard of."
  def alive(ledger), do: for([pid] <- :ets.match(ledger.table, {{:alive, :"$1"}, :_}), do: pid)

  def log(ledger, label, event), do: append(ledger.table, :event, {label, event})

  def take_events(ledger), do: take(ledger, :event)

  def logged?(ledger, label, event) do
    :ets.match(ledger.table, {{:event, :_}, {label, event}}) != []
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

  # Monitors are set at birth: a process that ends tells nobody else its reason in every case.
  defp watch(table, labels) do
    receive do
      {:watch, pid, label} ->
        ref = Process.monitor(pid)
        :ets.insert(table, {{:alive, pid}, true})
        send(pid, :watched)
        watch(table, Map.put(labels, ref, label))

      {:DOWN, ref, :process, pid, reason} ->
        append(table, :down, {Map.fetch!(labels, ref), reason})
        :ets.delete(table, {:alive, pid})
        :ets.delete(table, {:busy, pid})
        watch(table, Map.delete(labels, ref))
    end
  end
end
