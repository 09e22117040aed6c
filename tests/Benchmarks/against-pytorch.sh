#!/usr/bin/env bash
# A training step and an answer of one U-Net, ours against PyTorch's, run in turns on the same machine.
# Usage: tests/Benchmarks/against-pytorch.sh [THREADS [BATCH [ROUNDS]]]      PYTHON names a Python with PyTorch.
# Ends with lines "train R share S", "forward R share S", "train-fp32 R share S": R is our median time over theirs (PyTorch
# always computes in float32), S the work we do in a second in parts of this machine's peak, which is a large float32 matrix
# product in the same run. Where train-fp32 stays below 0.6 of the peak, a table before them says where the time goes.
set -euo pipefail
cd "$(dirname "$0")/../.."
threads=${1:-2} batch=${2:-128} rounds=${3:-6} repeats=2
# Debian's PyTorch belongs to Debian's Python, which another one on PATH may hide.
python=${PYTHON:-$(python3 -c 'import torch' 2>/dev/null && echo python3 || echo /usr/bin/python3)}
"$python" -c 'import torch' 2>/dev/null || { echo "'$python' has no PyTorch; set PYTHON to one that has (Debian: python3-torch)." >&2; exit 2; }
export OMP_NUM_THREADS=$threads
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet build -v q tests/Benchmarks >&2
ours() { artifacts/bin/Benchmarks/Benchmarks training "$1" "$threads" "$batch" "$repeats" "$work"; }
theirs() { "$python" tests/Benchmarks/unet_pytorch.py "$1" "$threads" "$batch" "$repeats" "$work"; }
ours weights
theirs check
work_per_image=$(ours work) # multiply-adds of one image's way through the network
for round in $(seq "$rounds"); do
  ours peak >> "$work/peak"
  for mode in train train-fp32 forward; do
    ours "$mode" >> "$work/$mode.ours"
    theirs "${mode%-fp32}" >> "$work/$mode.theirs"
  done
  echo "round $round of $rounds" >&2
done
middle() { sort -n "$1" | awk '{ a[NR] = $1 } END { print (NR % 2 ? a[(NR + 1) / 2] : (a[NR / 2] + a[NR / 2 + 1]) / 2), a[int((NR + 3) / 4)], a[int((3 * NR + 1) / 4)] }'; }
read -r peak peak1 peak3 <<< "$(middle "$work/peak")"
echo "threads $threads, batch $batch, $((rounds * repeats)) times each; milliseconds: median (quarter to three quarters)"
printf 'peak        %.1f GFLOP/s (%.1f to %.1f); the network: %.1f million multiply-adds an image, three times that in training\n' \
  "$peak" "$peak1" "$peak3" "$(awk -v w="$work_per_image" 'BEGIN { print w / 1e6 }')"
for mode in train forward train-fp32; do
  read -r a a1 a3 <<< "$(middle "$work/$mode.ours")"
  read -r b b1 b3 <<< "$(middle "$work/$mode.theirs")"
  printf '%-10s  ours %8.1f (%.1f to %.1f)   PyTorch %8.1f (%.1f to %.1f)\n' "$mode" "$a" "$a1" "$a3" "$b" "$b1" "$b3"
  share=$(awk -v m="$mode" -v w="$work_per_image" -v n="$batch" -v ms="$a" -v peak="$peak" \
    'BEGIN { printf "%.3f", 2 * w * n * (m == "forward" ? 1 : 3) / (ms * 1e6) / peak }')
  ratios="${ratios:-}$(awk -v m="$mode" -v a="$a" -v b="$b" -v s="$share" 'BEGIN { printf "%s %.3f share %s\\n", m, a / b, s }')"
done
# The last share is train-fp32's.
if awk -v s="$share" 'BEGIN { exit !(s < 0.6) }'; then ours layers; fi
printf '%b' "$ratios"
