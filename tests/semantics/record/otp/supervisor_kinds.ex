defmodule Recorder.SupervisorKind do
  @moduledoc "Trees of OTP's supervisors."
  alias Recorder.TreePlay

  def start(ledger, scenario), do: TreePlay.start(Recorder.Family, ledger, scenario)
  defdelegate perform(op, play), to: TreePlay
  defdelegate observe(play), to: TreePlay
end

defmodule Recorder.DynamicSupervisorKind do
  @moduledoc "A dynamic supervisor."
  alias Recorder.TreePlay

  def start(ledger, scenario), do: TreePlay.start(Recorder.DynamicFamily, ledger, scenario)
  defdelegate perform(op, play), to: TreePlay
  defdelegate observe(play), to: TreePlay
end
