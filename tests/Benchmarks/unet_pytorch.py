"""The other side of against-pytorch.sh: the same U-Net, weights and work in PyTorch, float32."""
import json, math, struct, sys, time
import torch
import torch.nn.functional as F

GROUPS, HEAD = 8, 32


def load(path):
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<q", raw[:8])
    header, body = json.loads(raw[8:8 + length]), bytearray(raw[8 + length:])
    return {n: torch.frombuffer(body, dtype=torch.float32, offset=e["data_offsets"][0], count=max(1, math.prod(e["shape"]))).reshape(e["shape"]).clone()
            for n, e in header.items() if n != "__metadata__"}


class UNet:
    """Functions over a dictionary of weights, named as in the C# network."""

    def __init__(self, w, levels=3):
        self.w, self.levels = w, levels

    def conv(self, x, name, stride=1):
        weight = self.w[name + ".weight"]
        return F.conv2d(x, weight, self.w[name + ".bias"], stride=stride, padding=weight.shape[2] // 2)

    def dense(self, x, name):
        return F.linear(x, self.w[name + ".weight"], self.w[name + ".bias"])

    def norm(self, x, name):
        return F.group_norm(x, GROUPS, self.w[name + ".weight"], self.w[name + ".bias"])

    def residual(self, x, told, name):
        h = self.conv(F.silu(self.norm(x, name + ".norm1")), name + ".conv1")
        h = h + self.dense(told, name + ".told")[:, :, None, None]
        h = self.conv(F.silu(self.norm(h, name + ".norm2")), name + ".conv2")
        return h + (self.conv(x, name + ".shortcut") if name + ".shortcut.weight" in self.w else x)

    def attention(self, x, name):
        b, c, height, width = x.shape
        q, k, v = self.dense(self.norm(x, name + ".norm").flatten(2).transpose(1, 2), name + ".project").chunk(3, 2)
        q, k, v = (t.reshape(b, -1, c // HEAD, HEAD).transpose(1, 2) for t in (q, k, v))
        h = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(HEAD), -1) @ v
        h = self.dense(h.transpose(1, 2).reshape(b, -1, c), name + ".exit")
        return x + h.transpose(1, 2).reshape(x.shape)

    def stage(self, x, told, name):
        x = self.residual(x, told, name + ".block")
        return self.attention(x, name + ".attention") if name + ".attention.norm.weight" in self.w else x

    def __call__(self, x, t):
        half = self.w["time.first.weight"].shape[1] // 2
        angle = t[:, None] * torch.exp(torch.arange(half) * (-math.log(10000) / half))[None]
        told = self.dense(F.silu(self.dense(torch.cat([angle.cos(), angle.sin()], 1), "time.first")), "time.second")
        told = F.silu(told)
        h, finer, i = self.conv(x, "stem"), [], 0
        for level in range(self.levels):
            h = self.stage(h, told, f"down.{i}")
            finer.append(h)
            i += 1
            if level < self.levels - 1:
                h = self.conv(h, f"down.{i}", stride=2)
                i += 1
        h = self.stage(self.stage(h, told, "middle.0"), told, "middle.1")
        i = 0
        for level in range(self.levels):
            h = self.stage(torch.cat([h, finer.pop()], 1), told, f"up.{i}")
            i += 1
            if level < self.levels - 1:
                h = self.conv(F.interpolate(h, size=finer[-1].shape[2:]), f"up.{i}")
                i += 1
        return self.conv(F.silu(self.norm(h, "norm")), "exit")


def main(mode, threads, batch, repeats, folder):
    torch.set_num_threads(int(threads))
    torch.manual_seed(1)
    weights = load(folder + "/weights.safetensors")
    x, t, answer = (weights.pop(n) for n in ("input", "timesteps", "answer"))
    network = UNet(weights)
    batch, repeats, warm_up = int(batch), int(repeats), 2
    if mode == "check":
        with torch.no_grad():
            difference = (network(x, t) - answer).abs().max().item()
        print(f"outputs differ by at most {difference:.2e} (largest output {answer.abs().max().item():.3f})")
        sys.exit(0 if difference < 1e-4 else 1)
    if mode == "forward":
        images, steps = torch.randn(batch, 1, 32, 32), torch.randint(0, 1000, (batch,)).float()
        with torch.no_grad():
            for i in range(-warm_up, repeats):
                start = time.perf_counter()
                network(images, steps)
                if i >= 0:
                    print(f"{(time.perf_counter() - start) * 1e3:.3f}")
        return
    parameters = [p.requires_grad_() for p in weights.values()]
    average = [p.detach().clone() for p in parameters]
    optimizer = torch.optim.AdamW(parameters, lr=2e-3, weight_decay=0)
    data = torch.randn(512, 1, 32, 32)
    alpha_bar = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), 0)
    for i in range(-warm_up, repeats):
        start = time.perf_counter()
        images = data[torch.randperm(512)[:batch]]
        steps, noise = torch.randint(0, 1000, (batch,)), torch.randn(batch, 1, 32, 32)
        share = alpha_bar[steps][:, None, None, None]
        loss = F.mse_loss(network(share.sqrt() * images + (1 - share).sqrt() * noise, steps.float()), noise)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        with torch.no_grad():
            torch._foreach_mul_(average, 0.999)
            torch._foreach_add_(average, parameters, alpha=0.001)
        loss.item()
        if i >= 0:
            print(f"{(time.perf_counter() - start) * 1e3:.3f}")


main(*sys.argv[1:])
