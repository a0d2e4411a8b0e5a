"""`voting demo`: seed once, say what to do, serve on loopback."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
from datetime import UTC, datetime

from ... import config as configuration
from ... import create_app
from ...commands.serve import prepare, server_arguments
from ...config import Config

NOTES = "demo.txt"


def run_demo(port: int, fresh: bool) -> int:
    """Start the demo on `port`; a second start keeps the data, `fresh` starts again. Returns 1 if the port is taken."""
    instance = configuration.default_instance() / "demo"
    if _taken(port):
        print(f"端口 {port} 已被占用，请用 --port 换一个。 Port {port} is taken; choose another with --port.")
        return 1
    if fresh and instance.exists():
        shutil.rmtree(instance)
    environ = {
        **os.environ,
        "VOTING_INSTANCE": str(instance),
        "VOTING_BASE_ADDRESS": f"http://127.0.0.1:{port}",
        "VOTING_DEVELOPMENT": "1",
    }
    config = configuration.from_environment(environ)
    notes = instance / NOTES
    if not notes.exists():
        if instance.exists():
            # A seed that was interrupted is worth nothing.
            shutil.rmtree(instance)
        config.prepare()
        print("正在准备演示数据…  Preparing the demo …", flush=True)
        prepare(environ)
        text = _seed(config)
        partial = notes.with_suffix(".part")
        partial.write_text(text, encoding="utf-8")
        partial.rename(notes)
    else:
        prepare(environ)
    print(_addresses(port))
    print(notes.read_text(encoding="utf-8"), flush=True)
    arguments = server_arguments(f"127.0.0.1:{port}")
    os.execve(arguments[0], arguments, environ)  # noqa: S606


def _seed(config: Config) -> str:
    from .crowd import leave_for_crowd
    from .seed import furnish, seed

    app = create_app(config)
    with app.app_context():
        now = datetime.now(UTC)
        demo = seed(config, secrets.token_bytes, now)
        furnish(demo, config, secrets.token_bytes, now)
        leave_for_crowd(demo, config.instance)
        papers = "".join(f"  {name:<10}{config.instance / name}\n" for name in ("passes.pdf", "cards.pdf"))
        return f"{demo.notes()}\n代表证和投票卡 passes and voting cards:\n{papers}"


def _addresses(port: int) -> str:
    base = f"http://127.0.0.1:{port}"
    return "\n".join(
        (
            "",
            f"  公众首页  public      {base}/",
            f"  工作台    desk        {base}/desk/",
            f"  监票人    scrutineer  {base}/scrutineer/",
            f"  代表      deputy      {base}/deputy/",
            f"  验证      verify      {base}/verify",
            f"  界面组件  styleguide  {base}/styleguide",
            "",
        )
    )


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
