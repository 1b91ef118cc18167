"""All commands of ``kaohe``: those of the pipelines and those of the desk."""

from pipelines.commands.command_line import main_group, run_command
from pipelines.commands.listed_commands import Listed

__all__ = ["main_group", "run_command"]

main_group.add_listed(
    Listed("desk", "desk.commands.desk", "打开报送平台：http://127.0.0.1:8100，各单位在这里检查和报送。"),
    Listed("account", "desk.commands.account", "账号：新增、重置密码、列出、停用报送平台的账号。"),
    Listed(
        "mail",
        "desk.commands.mail",
        "收发邮件一次：附件进收件箱，回执、退回件和催报发给各单位；密码在环境变量 KAOHE_MAIL_PASSWORD。",
    ),
)
