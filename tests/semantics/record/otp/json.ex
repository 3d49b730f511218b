defmodule Recorder.Json do
  @moduledoc "Prints JSON without white space and with sorted keys: equal values have equal texts."

  def text(nil), do: "null"
  def text(value) when is_boolean(value) or is_number(value), do: to_string(value)
  def text(value) when is_atom(value), do: text(Atom.to_string(value))
  def text(value) when is_binary(value), do: <<?", escaped(value)::binary, ?">>
  def text(value) when is_list(value), do: "[" <> Enum.map_join(value, ",", &text/1) <> "]"

  def text(value) when is_map(value) do
    fields = value |> Enum.map(fn {key, v} -> {to_string(key), v} end) |> Enum.sort()
    "{" <> Enum.map_join(fields, ",", fn {key, v} -> text(key) <> ":" <> text(v) end) <> "}"
  end

  @doc "The canonical order of a list."
  def sorted(list), do: Enum.sort_by(list, &text/1)

  defp escaped(text), do: for(<<char::utf8 <- text>>, into: "", do: escape(char))

  defp escape(?"), do: "\\\""
  defp escape(?\\), do: "\\\\"
  defp escape(char) when char < 0x20, do: "\\u" <> hex(char)
  defp escape(char), do: <<char::utf8>>

  defp hex(char), do: char |> Integer.to_string(16) |> String.pad_leading(4, "0")
end
