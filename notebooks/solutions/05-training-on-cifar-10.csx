// %% exercise-looks
var looks = 16 * 16 * (16 * 16);                       // 16 patches a side, 256 in all, each looks at each

Check.Close("exercise 1", looks, 65536, tolerance: 0.5,
    hint: "How many patches are there? Then square that.",
    more: "16 times as many: why transformers for large pictures work on latents (notebook 11).")

// %% exercise-mirror
var mistake = 2;                                       // handwritten digits

Check.That("exercise 2", mistake == 2,
    hint: "Write a 2 and hold it before a mirror.",
    more: "A mirrored 2 is no 2: the network would learn to draw mirrored digits.")
