"""All commands of ``kaohe``: those of the pipelines and those of the desk."""

from desk.commands.account import account
from desk.commands.desk import desk
from desk.commands.mail import mail
from pipelines.commands.command_line import main_group, run_command

__all__ = ["main_group", "run_command"]

main_group.add_command(desk)
main_group.add_command(account)
main_group.add_command(mail)
