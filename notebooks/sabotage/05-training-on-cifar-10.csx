// Each change makes one claim of notebook 05 false: course run 05 --sabotage.

// %% tokens fails tokens of
// Patches of 8 pixels.
var picture = data.Batch([0]).Images;
var side = data.Width / 4;
var tokens = nn.functional.pixel_unshuffle(picture, 8).flatten(2).transpose(1, 2);
Claim.That(tokens.shape[1] == side * side,
    $"{tokens.shape[1]} tokens of {tokens.shape[2]} numbers");

// %% tokens fails cut and pasted together again
// Rows and columns of patches are exchanged.
var picture = data.Batch([0]).Images;
var (patch, side) = (ditSizes.Patch, data.Width / 4);
var tokens = nn.functional.pixel_unshuffle(picture, patch).flatten(2).transpose(1, 2);
var sorted = tokens.transpose(1, 2).reshape(1, -1, side, side).transpose(2, 3);
var pasted = nn.functional.pixel_shuffle(sorted, patch);
var difference = (pasted - picture).abs().max().item<float>();
Claim.Below(difference, 1e-9, "cut and pasted together again, difference");

// %% curves-claim fails first loss of both
// Other pictures and other noise: the second step of one of them.
Claim.Near(ditLosses[1], unetLosses[0], 1e-4,
    "first loss of both: they start by answering 0, on the same pictures and noise");

// %% train-unet fails last losses / first loss
// Twenty steps.
var unetLosses = new List<double>();
manual_seed(1);
var unet = Train(new UNet(unetSizes), "U-Net", unetLosses, steps: 20);

// %% longer-dit fails likeness of both networks' pictures, same noise
// From another noise.
var fromDit = fromUnet.roll(10, 0);

// %% copies fails share of the drawn pictures that are copies
// Photographs of the training in the place of drawn pictures.
if (data.Channels == 3)
{
    var photographs = data.Take(2000).Images();
    var check = CopyCheck.Of(photographs[..40], photographs);
    Claim.Below(check.CopyShare, 0.05, "share of the drawn pictures that are copies");
}

// %% distance fails largest share left, so the distance falls each time
// Read from the end to the beginning.
(double Step, double Distance)[] History(TrainedModel model) =>
    [.. new[] { (1000.0, 40.0), (2000.0, 60.0), (4000.0, 100.0) }];

// %% distance fails share left by the last stretch
// What the words "a fixed share per doubling" would mean.
(double Step, double Distance)[] History(TrainedModel model) =>
    [.. Enumerable.Range(0, 5).Select(i => (1000 * Math.Pow(2, i), 200 * Math.Pow(0.7, i)))];
