#!/usr/bin/env bash
# Compares the course's kernel with IPython's: the time from start to the first result, and a notebook of 20 cells.
# The two take turns on the same machine; what counts is the ratio.
#   tests/Benchmarks/against-ipython.sh [ROUNDS]
# Needs Debian's python3-jupyter-client and python3-ipykernel, and the kernel: course kernel install.
set -euo pipefail
exec /usr/bin/python3 - "${1:-7}" <<'PYTHON'
import statistics
import sys
import time

from jupyter_client.manager import KernelManager

ROUNDS = int(sys.argv[1])

# The same work on both sides: variables, functions, a class, text, a loop, a display, a sorted list.
CSHARP = [
    "var numbers = Enumerable.Range(1, 1000).ToList();",
    "numbers.Sum()",
    "double Mean(IEnumerable<int> xs) => xs.Average();",
    "Mean(numbers)",
    "record Point(double X, double Y);",
    "var points = numbers.Select(n => new Point(n, n * n)).ToList();",
    "points[3]",
    "Console.WriteLine($\"{points.Count} points\");",
    "var total = 0L; foreach (var n in numbers) total += n % 7;",
    "total",
    "var words = \"the quick brown fox jumps over the lazy dog\".Split(' ');",
    "words.OrderBy(w => w.Length).ToList()",
    "var counts = words.GroupBy(w => w.Length).ToDictionary(g => g.Key, g => g.Count());",
    "counts",
    "for (var i = 0; i < 100; i++) Console.Write(i);",
    "try { throw new Exception(\"x\"); } catch (Exception e) { Console.WriteLine(e.Message); }",
    "var text = new StringBuilder(); foreach (var w in words) text.Append(w[0]);",
    "text.ToString()",
    "display(\"shown\");",
    "string.Join(\",\", numbers.Where(n => n % 100 == 0))",
]
PYTHON = [
    "numbers = list(range(1, 1001))",
    "sum(numbers)",
    "def mean(xs): return sum(xs) / len(xs)",
    "mean(numbers)",
    "class Point:\n    def __init__(self, x, y): self.x, self.y = x, y",
    "points = [Point(n, n * n) for n in numbers]",
    "points[3]",
    "print(f'{len(points)} points')",
    "total = 0\nfor n in numbers: total += n % 7",
    "total",
    "words = 'the quick brown fox jumps over the lazy dog'.split(' ')",
    "sorted(words, key=len)",
    "counts = {}\nfor w in words: counts[len(w)] = counts.get(len(w), 0) + 1",
    "counts",
    "for i in range(100): print(i, end='')",
    "try:\n    raise Exception('x')\nexcept Exception as e: print(e)",
    "text = ''\nfor w in words: text += w[0]",
    "text",
    "display('shown')",
    "','.join(str(n) for n in numbers if n % 100 == 0)",
]


def measure(name, cells):
    """Seconds from start to the first result, and for 20 cells after it."""
    manager = KernelManager(kernel_name=name)
    start = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=300)
    run(client, "1 + 1")
    first = time.perf_counter()
    for cell in cells:
        run(client, cell)
    end = time.perf_counter()
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return first - start, end - first


def run(client, code):
    reply = client.execute_interactive(code, timeout=300, output_hook=lambda message: None)["content"]
    if reply["status"] != "ok":
        sys.exit(f"{code}: {reply['ename']}: {reply['evalue']}")


ours, theirs = [], []
for turn in range(ROUNDS):
    ours.append(measure(".net-csharp", CSHARP))
    theirs.append(measure("python3", PYTHON))
for index, what in enumerate(["start to first result", "a notebook of 20 cells"]):
    a, b = [o[index] for o in ours], [t[index] for t in theirs]
    ratios = [x / y for x, y in zip(a, b)]
    print(f"{what:<24} C# {statistics.median(a):6.2f} s   IPython {statistics.median(b):6.2f} s   "
          f"ratio: median {statistics.median(ratios):.2f}, best {min(ratios):.2f}, worst {max(ratios):.2f}")
PYTHON
