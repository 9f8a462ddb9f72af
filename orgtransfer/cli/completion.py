"""`orgtransfer completion`: what a shell needs to complete commands and options.

click writes the scripts of bash, zsh and fish; that of PowerShell is ours because click has none.
"""

from __future__ import annotations

from typing import Final

import click

from orgtransfer.i18n import N_, _

SHELLS: Final = ("bash", "zsh", "fish", "powershell")

WHERE: Final = {
    "bash": "orgtransfer completion bash >> ~/.bashrc",
    "zsh": "orgtransfer completion zsh >> ~/.zshrc",
    "fish": "orgtransfer completion fish > ~/.config/fish/completions/orgtransfer.fish",
    "powershell": "orgtransfer completion powershell >> $PROFILE",
}
"""Shell -> the line that installs its script for good."""

_POWERSHELL: Final = """\
Register-ArgumentCompleter -Native -CommandName orgtransfer -ScriptBlock {
    param($word, $line, $place)
    $env:COMP_WORDS = $line.ToString().Substring(0, [Math]::Min($place, $line.ToString().Length))
    $env:COMP_CWORD = @(-split $env:COMP_WORDS).Count - [int]($word -ne "")
    $env:_ORGTRANSFER_COMPLETE = "bash_complete"
    orgtransfer | ForEach-Object {
        $kind, $value = $_ -split ",", 2
        [System.Management.Automation.CompletionResult]::new($value, $value, "ParameterValue", $value)
    }
    Remove-Item Env:_ORGTRANSFER_COMPLETE, Env:COMP_WORDS, Env:COMP_CWORD
}
"""
"""click has no script for PowerShell; it is asked in the way that bash asks."""


@click.command(
    "completion",
    help=N_(
        "Prints the script with which a shell completes commands, options and file names; its "
        "first line says how to install it.\n\nExample: orgtransfer completion bash"
    ),
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Prints the script."""
    line = _("Install with: {line}").format(line=WHERE[shell])
    click.echo(f"# {line}")
    if shell == "powershell":
        click.echo(_POWERSHELL)
        return
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "orgtransfer", "_ORGTRANSFER_COMPLETE").source())
