"""The command line: thin commands that read options, call one function, and print. Nothing heavy is imported here."""

import sys

import click

from briefgen import __version__
from briefgen.cli import build, content, mail, merge, proof, recipients, send, tools, translate
from briefgen.errors import UsageError

EPILOG = """
Start with "briefgen init DIR", look at DIR/content/README.md, and build with "briefgen build".

Exit codes: 0 all is well; 1 there are errors in the content; 2 the command cannot be carried out;
130 stopped by Ctrl-C.
"""


class Commands(click.Group):
    """The commands in the order in which somebody meets them, and errors as people should read them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order of use."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; a call that cannot be carried out ends with its reason and exit code 2, Ctrl-C with 130."""
        try:
            return super().invoke(ctx)
        except UsageError as error:
            click.echo(f"Error: {error.message}", err=True)
            if error.hint:
                click.echo(f"  hint: {error.hint}", err=True)
            sys.exit(2)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            sys.exit(130)


@click.group(cls=Commands, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="briefgen")
def main() -> None:
    """Policy briefs, country briefs and newsletters in every language from one library of content.

    A workspace is a folder with content/: partners, campaigns, facts with their sources, and the texts of briefs and
    newsletters. Run the commands anywhere inside it.
    """


main.add_command(content.init)
main.add_command(content.new)
main.add_command(build.check)
main.add_command(build.build)
main.add_command(mail.campaign)
main.add_command(tools.explain)
main.add_command(translate.translate)
main.add_command(proof.proof)
main.add_command(recipients.recipients)
main.add_command(merge.merge)
main.add_command(send.send)
main.add_command(merge.purge)
main.add_command(content.list_)
main.add_command(content.where_used)
main.add_command(tools.schema)
main.add_command(tools.doctor)
