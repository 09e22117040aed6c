"""Drives the installed kernel through jupyter_client, as front ends do; prints what it saw as one JSON object."""
import json
import os
import signal
import subprocess
import sys
import time

from jupyter_client.manager import start_new_kernel

# Only for what gives no sign of life: minutes, as a machine with other work needs.
PATIENCE = 600


def wait_for_ready(manager, client):
    """Waits while the kernel's process lives: jupyter_client itself gives up after a time, or when it has died."""
    while True:
        try:
            return client.wait_for_ready(timeout=10)
        except RuntimeError:
            if not manager.is_alive():
                raise


def run(client, code, while_running=None):
    """Runs a cell; gives the reply's content and the outputs."""
    outputs = []

    def hear(message):
        outputs.append(message)
        if while_running and message["msg_type"] == "stream":
            while_running()

    reply = client.execute_interactive(code, timeout=PATIENCE, output_hook=hear)
    return reply["content"], outputs


def text(outputs, name):
    return "".join(o["content"]["text"] for o in outputs if o["msg_type"] == "stream" and o["content"]["name"] == name)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition):
    end = time.time() + PATIENCE
    while time.time() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def main():
    seen = {}
    # A front end in the background of a shell ignores interrupts, and so do the programs that it starts: not the kernel.
    manager, client = start_new_kernel(
        kernel_name=sys.argv[1], startup_timeout=PATIENCE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    waits = 'var kept = 5; Console.Write("running"); await Task.Delay(-1);'
    seen["by_message"] = run(client, waits, manager.interrupt_kernel)[0].get("ename")
    seen["by_signal"] = run(client, waits, lambda: os.kill(manager.provisioner.pid, signal.SIGINT))[0].get("ename")
    seen["kept"] = text(run(client, "Console.Write(kept)")[1], "stdout")

    client.complete("Console.WriteLi", 15)
    seen["matches"] = client.get_shell_msg(timeout=PATIENCE)["content"]["matches"]

    first = manager.provisioner.pid
    manager.restart_kernel()
    wait_for_ready(manager, client)
    seen["restarted"] = manager.provisioner.pid != first and not is_alive(first)
    seen["after_restart"] = run(client, "kept")[0]["status"]

    client.execute('Environment.FailFast("as native code would");')
    seen["died"] = wait_until(lambda: not manager.is_alive())
    manager.restart_kernel(now=True)
    wait_for_ready(manager, client)
    seen["words"] = text(run(client, "1")[1], "stderr")

    last = manager.provisioner.pid
    client.stop_channels()
    manager.shutdown_kernel()
    seen["ended"] = wait_until(lambda: not is_alive(last))

    # A front end that dies takes its kernel with it.
    orphan = subprocess.run(
        [sys.executable, "-c", "import os, sys; from jupyter_client.manager import start_new_kernel; "
         f"m, c = start_new_kernel(kernel_name={sys.argv[1]!r}, startup_timeout={PATIENCE}); "
         "print(m.provisioner.pid, flush=True); os._exit(0)"],
        stdout=subprocess.PIPE, text=True, check=True)
    seen["orphan_ended"] = wait_until(lambda: not is_alive(int(orphan.stdout)))
    print(json.dumps(seen))


main()
