"""Runs many cells in one session of the installed kernel and watches its memory, handles and messages.

    course kernel install
    /usr/bin/python3 tests/Benchmarks/kernel-soak.py [CELLS]

Cells define, redefine, display, print, throw and fail to compile, in turn. Each one's outputs are compared with what it
must show, so that a lost or doubled message ends the run. Needs Debian's python3-jupyter-client, and Linux (/proc).
"""
import os
import sys
import time

from jupyter_client.manager import start_new_kernel

CELLS = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
REPORTS = 10


def cell(n):
    """A cell, and what must come of it: status, text, number of displays."""
    kind = n % 6
    if kind == 0:
        return f"var x = {n}; Console.Write(x);", ("ok", str(n), 0)
    if kind == 1:
        return f"record Point{n % 50}(int X); int Twice(int v) => v * 2; Console.Write(Twice({n}));", ("ok", str(2 * n), 0)
    if kind == 2:
        return f"foreach (var i in Enumerable.Range(0, 20)) Console.Write(i + {n});", (
            "ok", "".join(str(i + n) for i in range(20)), 0)
    if kind == 3:
        return f'display("{n}"); var d = display("a"); d.Update("{n}");', ("ok", "", 2)
    if kind == 4:
        return f'Console.Write({n}); throw new InvalidOperationException("{n}");', ("error", str(n), 0)
    return f"nothing{n} + 1", ("error", "", 0)


def read_status(pid):
    fields = {}
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            name, _, value = line.partition(":")
            fields[name] = value.split()
    handles = len(os.listdir(f"/proc/{pid}/fd"))
    return int(fields["VmRSS"][0]) / 1024, handles, int(fields["Threads"][0])


def run(client, code):
    text, displays = [], 0

    def hear(message):
        nonlocal displays
        if message["msg_type"] == "stream":
            text.append(message["content"]["text"])
        elif message["msg_type"] == "display_data":
            displays += 1

    reply = client.execute_interactive(code, timeout=120, output_hook=hear)["content"]
    return reply["status"], "".join(text), displays


def main():
    manager, client = start_new_kernel(kernel_name=".net-csharp", startup_timeout=120)
    pid = manager.provisioner.pid
    try:
        start = time.time()
        print(f"{'cells':>6} {'MB':>8} {'KB a cell':>10} {'handles':>8} {'threads':>8} {'ms a cell':>10}")
        last = None
        for n in range(1, CELLS + 1):
            code, expected = cell(n)
            seen = run(client, code)
            if seen != expected:
                sys.exit(f"cell {n} ({code}): expected {expected}, saw {seen}")
            if n % (CELLS // REPORTS) == 0:
                memory, handles, threads = read_status(pid)
                now = time.time()
                growth = (memory - last[0]) * 1024 / (n - last[1]) if last else float("nan")
                pace = (now - (last[2] if last else start)) * 1000 / (n - (last[1] if last else 0))
                print(f"{n:>6} {memory:>8.1f} {growth:>10.1f} {handles:>8} {threads:>8} {pace:>10.1f}", flush=True)
                last = (memory, n, now)
        print(f"{CELLS} cells, no message lost")
    finally:
        client.stop_channels()
        manager.shutdown_kernel()


main()
