"""`milepost doctor`: what is misconfigured, in words."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from milepost.config.cli.errors import Command
from milepost.config.cli.options import with_django

if TYPE_CHECKING:
    from milepost.config.doctor import Finding

_SIGNS = {"ok": ("✓", "green"), "note": ("·", "yellow"), "wrong": ("✗", "red")}


@click.command(cls=Command, epilog="Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_django
def doctor(*, as_json: bool) -> None:
    r"""Say in words what is misconfigured, and list what the rooms registered.

    \b
    Examples:
      milepost doctor
      milepost doctor --json
    """
    from milepost.config.doctor import Level, examine
    from milepost.lib.registry import registries

    findings = examine()
    listed = {registry.name: {"purpose": registry.purpose, "entries": registry.keys()} for registry in registries()}
    wrong = sum(finding.level is Level.WRONG for finding in findings)
    if as_json:
        values = {"well": not wrong, "findings": [asdict(finding) for finding in findings], "registries": listed}
        click.echo(json.dumps(values, indent=1))
        sys.exit(1 if wrong else 0)
    _print_findings(findings)
    click.echo("\nRegistries")
    for name, registry in listed.items():
        click.echo(f"  {name}: {', '.join(registry['entries']) or 'nothing'}  ({registry['purpose']})")
    click.echo(f"\n{wrong} {'thing is' if wrong == 1 else 'things are'} wrong." if wrong else "\nAll is well.")
    sys.exit(1 if wrong else 0)


def _print_findings(findings: "Sequence[Finding]") -> None:
    for finding in findings:
        sign, colour = _SIGNS[finding.level.value]
        click.echo(f"{click.style(sign, fg=colour)} {finding.topic}: {finding.text}")
        if finding.remedy:
            click.echo(f"    {finding.remedy}")
