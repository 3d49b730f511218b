defmodule Recorder.Values do
  @moduledoc "From scenarios to terms, and from terms to the forms that stand in traces."
  alias Recorder.Ledger

  @doc "A reason as scenarios give it."
  def reason(%{"shutdown" => detail}), do: {:shutdown, term(detail)}
  def reason(reason), do: term(reason)

  @doc "A setting, where OTP expects atoms."
  def term(text) when is_binary(text), do: String.to_atom(text)
  def term(list) when is_list(list), do: Enum.map(list, &term/1)
  def term(other), do: other

  @doc "What an operation is told to do with an exit: `reason`, `exit` or `raise`."
  def ending(%{"reason" => reason}), do: {:reason, reason(reason)}
  def ending(%{"exit" => reason}), do: {:exit, reason(reason)}
  def ending(%{"raise" => message}), do: {:raise, message}

  @doc "The form of any term."
  def form({%{__exception__: true} = error, stack}, _ledger) when is_list(stack) do
    %{t: ["raise", message(error)]}
  end

  # What was wrong is named, the term that was wrong is not.
  def form({word, _term}, _ledger) when word in [:invalid_mfa, :invalid_child_spec], do: word

  # The record of a supervisor's child.
  def form(child, _ledger) when is_tuple(child) and tuple_size(child) == 9 and
                                  elem(child, 0) == :child do
    %{child: elem(child, 2)}
  end

  def form(tuple, ledger) when is_tuple(tuple), do: %{t: form(Tuple.to_list(tuple), ledger)}
  def form(list, ledger) when is_list(list), do: Enum.map(list, &form(&1, ledger))
  def form(pid, ledger) when is_pid(pid), do: %{pid: Ledger.label(ledger, pid) || "?"}
  def form(ref, _ledger) when is_reference(ref), do: "ref"

  def form(map, ledger) when is_map(map) do
    %{m: Map.new(map, fn {key, value} -> {to_string(key), form(value, ledger)} end)}
  end

  def form(plain, _ledger), do: plain

  @doc "How a call failed: the reason alone, without the description of the call."
  def exit_form(reason, ledger), do: %{exit: form(bare(reason), ledger)}

  defp bare({reason, {module, _function, args}}) when is_atom(module) and is_list(args) do
    bare(reason)
  end

  defp bare(reason), do: reason

  @doc "Does something that exits if it fails: then the answer is the form of that."
  def attempt(ledger, fun) do
    fun.()
  catch
    :exit, reason -> exit_form(reason, ledger)
  end

  # The default callbacks of a server say at length what is missing.
  defp message(error) do
    case Exception.message(error) do
      "attempted to call GenServer" <> _ -> "unhandled_call"
      "attempted to cast GenServer" <> _ -> "unhandled_cast"
      message -> message
    end
  end
end
