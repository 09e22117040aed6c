"""The U-Net of lib/Diffusion as somebody else would write it in PyTorch, with names of their own.

save FOLDER   makes weights, saves them with an input and its answer: C# loads them by a table of names.
check FOLDER  loads what C# saved, by the same table, and says how far the answers are apart.
"""
import json, math, struct, sys
import torch
from torch import nn
import torch.nn.functional as F


def load(path):
    raw = open(path, "rb").read()
    (length,) = struct.unpack("<q", raw[:8])
    header, body = json.loads(raw[8:8 + length]), bytearray(raw[8 + length:])
    types = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
    return {name: torch.frombuffer(body, dtype=types[entry["dtype"]], count=math.prod(entry["shape"]),
                                   offset=entry["data_offsets"][0]).reshape(entry["shape"]).clone()
            for name, entry in header.items() if name != "__metadata__"}


def rename(weights, table):
    """Our names to theirs; "q + k + v" are three tensors that we keep in one."""
    theirs = {}
    for name, tensor in weights.items():
        part = max((p for p in table if name.startswith(p + ".")), key=len, default=name)
        places = table.get(part, part).split(" + ")
        for place, piece in zip(places, tensor.chunk(len(places))):
            theirs[place + name[len(part):]] = piece
    return theirs


def save(path, tensors):
    header, body = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().float().contiguous().numpy().tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(body), len(body) + len(raw)]}
        body += raw
    text = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<q", len(text)) + text + body)


class Residual(nn.Module):
    def __init__(self, inside, outside, told):
        super().__init__()
        self.norm1, self.conv1 = nn.GroupNorm(8, inside), nn.Conv2d(inside, outside, 3, padding=1)
        self.time_emb_proj = nn.Linear(told, outside)
        self.norm2, self.conv2 = nn.GroupNorm(8, outside), nn.Conv2d(outside, outside, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(inside, outside, 1) if inside != outside else nn.Identity()

    def forward(self, x, told):
        h = self.conv1(F.silu(self.norm1(x))) + self.time_emb_proj(told)[:, :, None, None]
        return self.conv2(F.silu(self.norm2(h))) + self.conv_shortcut(x)


class Attention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.heads = channels // 32 if channels % 32 == 0 else 1
        self.group_norm = nn.GroupNorm(8, channels)
        self.to_q, self.to_k, self.to_v, self.to_out = (nn.Linear(channels, channels) for _ in range(4))

    def forward(self, x):
        b, c, height, width = x.shape
        places = self.group_norm(x).flatten(2).transpose(1, 2)
        q, k, v = (layer(places).reshape(b, -1, self.heads, c // self.heads).transpose(1, 2)
                   for layer in (self.to_q, self.to_k, self.to_v))
        h = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(c // self.heads), -1) @ v
        return x + self.to_out(h.transpose(1, 2).reshape(b, -1, c)).transpose(1, 2).reshape(x.shape)


class Block(nn.Module):
    """The residual blocks of a level, with attention behind each where the level has it, and a change of size."""

    def __init__(self, pairs, told, attends, resize=None):
        super().__init__()
        self.resnets = nn.ModuleList(Residual(a, b, told) for a, b in pairs)
        self.attentions = nn.ModuleList(Attention(b) for (_, b), look in zip(pairs, attends) if look)
        self.attends, self.resize = attends, resize


class UNet(nn.Module):
    def __init__(self, base, classes):
        super().__init__()
        wide, told, self.base = 2 * base, 4 * base, base
        self.conv_in = nn.Conv2d(1, base, 3, padding=1)
        self.time_embedding = nn.ModuleDict({"linear_1": nn.Linear(base, told), "linear_2": nn.Linear(told, told)})
        self.class_embedding = nn.Embedding(classes + 1, told)
        self.down_blocks = nn.ModuleList([
            Block([(base, base)], told, [False], nn.Conv2d(base, base, 3, stride=2, padding=1)),
            Block([(base, wide)], told, [True])])
        self.mid_block = Block([(wide, wide), (wide, wide)], told, [True, False])
        self.up_blocks = nn.ModuleList([
            Block([(2 * wide, wide)], told, [True], nn.Conv2d(wide, wide, 3, padding=1)),
            Block([(wide + base, base)], told, [False])])
        self.conv_norm_out, self.conv_out = nn.GroupNorm(8, base), nn.Conv2d(base, 1, 3, padding=1)

    def forward(self, x, timesteps, labels):
        half = self.base // 2
        angle = timesteps[:, None] * torch.exp(torch.arange(half) * (-math.log(10000) / half))[None]
        told = self.time_embedding["linear_1"](torch.cat([angle.cos(), angle.sin()], 1))
        told = F.silu(self.time_embedding["linear_2"](F.silu(told)) + self.class_embedding(labels))

        def walk(block, h):
            attentions = iter(block.attentions)
            for residual, look in zip(block.resnets, block.attends):
                h = residual(h, told)
                h = next(attentions)(h) if look else h
            return h

        fine = walk(self.down_blocks[0], self.conv_in(x))
        coarse = walk(self.down_blocks[1], self.down_blocks[0].resize(fine))
        h = walk(self.up_blocks[0], torch.cat([walk(self.mid_block, coarse), coarse], 1))
        h = self.up_blocks[0].resize(F.interpolate(h, size=fine.shape[2:]))
        h = walk(self.up_blocks[1], torch.cat([h, fine], 1))
        return self.conv_out(F.silu(self.conv_norm_out(h)))


mode, folder = sys.argv[1:]
torch.manual_seed(1)
network = UNet(base=16, classes=3).eval()
with torch.no_grad():
    if mode == "save":
        x, timesteps, labels = torch.randn(3, 1, 12, 12), torch.tensor([0.0, 250.5, 999.0]), torch.tensor([0, 2, 3])
        save(folder + "/theirs.safetensors", network.state_dict())
        save(folder + "/asked.safetensors", {"x": x, "timesteps": timesteps, "labels": labels, "answer": network(x, timesteps, labels)})
    else:
        table, asked = json.load(open(folder + "/names.json")), load(folder + "/asked.safetensors")
        weights = load(folder + "/ours.safetensors")
        ours = {name[len("network."):]: tensor for name, tensor in weights.items() if name.startswith("network.")}
        network.load_state_dict(rename(ours, table))
        answer = network(asked["x"], asked["timesteps"], asked["labels"].long())
        print((answer - asked["answer"]).abs().max().item())
