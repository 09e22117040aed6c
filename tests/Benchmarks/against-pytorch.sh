#!/usr/bin/env bash
# A training step and an answer of one U-Net, ours against PyTorch's, run in turns on the same machine.
# Usage: tests/Benchmarks/against-pytorch.sh [THREADS [BATCH [ROUNDS]]]      PYTHON names a Python with PyTorch.
# Ends with lines "train R", "forward R", "train-fp32 R": our median time over theirs (PyTorch always computes in float32).
set -euo pipefail
cd "$(dirname "$0")/../.."
threads=${1:-2} batch=${2:-128} rounds=${3:-6} repeats=2
python=${PYTHON:-python3}
"$python" -c 'import torch' 2>/dev/null || { echo "'$python' has no PyTorch; set PYTHON to one that has (Debian: python3-torch)." >&2; exit 2; }
export OMP_NUM_THREADS=$threads
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -v q tests/Benchmarks >&2
ours() { artifacts/bin/Benchmarks/Benchmarks training "$1" "$threads" "$batch" "$repeats" "$work"; }
theirs() { "$python" tests/Benchmarks/unet_pytorch.py "$1" "$threads" "$batch" "$repeats" "$work"; }
ours weights
theirs check
for round in $(seq "$rounds"); do
  for mode in train train-fp32 forward; do
    ours "$mode" >> "$work/$mode.ours"
    theirs "${mode%-fp32}" >> "$work/$mode.theirs"
  done
  echo "round $round of $rounds" >&2
done
middle() { sort -n "$1" | awk '{ a[NR] = $1 } END { print (NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2), a[int((NR + 3) / 4)], a[int((3 * NR + 1) / 4)] }'; }
echo "threads $threads, batch $batch, $((rounds * repeats)) times each; milliseconds: median (quarter to three quarters)"
for mode in train forward train-fp32; do
  read -r a a1 a3 <<< "$(middle "$work/$mode.ours")"
  read -r b b1 b3 <<< "$(middle "$work/$mode.theirs")"
  printf '%-10s  ours %8.1f (%.1f to %.1f)   PyTorch %8.1f (%.1f to %.1f)\n' "$mode" "$a" "$a1" "$a3" "$b" "$b1" "$b3"
  ratios="${ratios:-}$(awk -v m="$mode" -v a="$a" -v b="$b" 'BEGIN { printf "%s %.3f\\n", m, a / b }')"
done
printf '%b' "$ratios"
