// Each change makes one claim of notebook 11 false: course run 11 --sabotage.

// %% pca fails 1 to 196 numbers: error over dropped eigenvalues
// The mean stays in: products of pixels in the place of products of deviations.
var x = seen.flatten(1).to(float64);
var mu = x.mean([0]);
var C = x.t().mm(x) / x.shape[0];
var (lambda, directions) = linalg.eigh(C);
double Dropped(int k) => lambda[..(784 - k)].sum().item<double>();
Tensor Kept(Tensor rows, int k)
{
    var first = directions[.., (784 - k)..];
    return (rows - mu).mm(first).mm(first.t()) + mu;
}
double Left(int k) => (Kept(x, k) - x).square().sum(1).mean().item<double>();

// %% pca fails by hand and by the library, 16 numbers
// The smallest eigenvalues in the place of the largest.
var x = seen.flatten(1).to(float64);
var mu = x.mean([0]);
var C = (x - mu).t().mm(x - mu) / x.shape[0];
var (lambda, directions) = linalg.eigh(C);
double Dropped(int k) => lambda[k..].sum().item<double>();
Tensor Kept(Tensor rows, int k) => (rows - mu).mm(directions[.., ..k]).mm(directions[.., ..k].t()) + mu;
double Left(int k) => (Kept(x, k) - x).square().sum(1).mean().item<double>();

// %% errors fails 16 numbers, held-out error of the VAE
// Both sides get the same: sixteen straight directions.
Tensor Errors(Tensor copies) => (copies - held).square().flatten(1).sum(1).to(float64);
Estimate Ratio(Tensor a, Tensor b) => Bootstrap.Interval(
    (p, q) => (p.mean() / q.mean()).item<double>(), a, b, generator: new Generator(1));
var straight = Errors(pca.Reconstruct(held, 16));
Estimate[] bent = [Ratio(straight, straight)];
var at196 = bent[0];

// %% averager fails 16 numbers: what the copies lose in variance
// Another garment in the place of the mean: a draw.
double Variance(Tensor images) => images.var(0L, false).sum().item<float>();
double Error(Tensor copies) => Errors(copies).mean().item<double>();
double LostOverError(Tensor copies) => (Variance(held) - Variance(copies)) / Error(copies);
var (lost, detail) = (LostOverError(held.roll(1, 0)), at196);

// %% averager fails 16 numbers: detail of the copies
// Both sides get the same: the pictures themselves.
Tensor Detail(Tensor images)
{
    var across = images.diff(1, 3).square().flatten(1).sum(1);
    return (across + images.diff(1, 2).square().flatten(1).sum(1)).to(float64);
}
var (lost, detail) = (1.0, Ratio(Detail(held), Detail(held)));

// %% scale fails mean square of unseen garments' latents
// The codes as they are: nobody scaled them.
double e = 1 / (0.18215 * 0.18215);
double MeanSquare(Tensor codes) => codes.square().mean().item<float>();
var (raw, unit) = (vae.Encode(held).Mean, vae.Encode(held).Mean);

// %% dreams fails unscaled codes: distance over that with latents
// Both sides get the same: latents.
var scaled = seeds.Zip(coders).Select(p => Dream(p.Second, p.First, 1, 100)).ToArray();
double OfLatents(Tensor drawn, Vae coder) => FrechetDistance.Between(drawn, coder.ToLatents(held));
double[] right = [.. scaled.Zip(coders, OfLatents)], wrong = right;

// %% weights fails w = 0: distance of decoded unit noise
// Both sides get the same: codes of garments.
var blind = coders.Select(coder => Distance(coder.Reconstruct(held[..1000]))).ToArray();
var led = blind;
double Active(Vae coder) { using (no_grad()) return coder.Encode(held).ActiveShare(); }
var active = new[] { 0.0 };

// %% weights fails w = 10: share of active numbers
// The usual weight in the place of the large one.
double Active(Vae coder) { using (no_grad()) return coder.Encode(held).ActiveShare(); }
var (blind, led) = (new[] { 1.0, 1, 1 }, new[] { 1.0, 1, 1 });
double[] active = [.. coders.Select(Active)];

// %% weights fails w = 0.001, as many steps: share of active numbers
// The large weight on both sides.
double Active(Vae coder) { using (no_grad()) return coder.Encode(held).ActiveShare(); }
var (blind, led, active) = (new[] { 9.0, 9, 9 }, new[] { 1.0, 1, 1 }, new[] { 0.0 });
var brief = heavy;

// %% cost fails a call in pixels over a call in latents
// The latent network asked about maps of 14 x 14.
double Million(long count) => count / 1e6;
double callPixels = Million(MultiplyAdds.OfCall(pixels.Network, 28));
double callLatent = Million(MultiplyAdds.OfCall(latent.Network, 14));
double callDit = Million(MultiplyAdds.OfCall(dit.Network, 7));
double decoder = Million(MultiplyAdds.OfDecoder(vae.Sizes));
double Picture(double call) => 25 * call + decoder;

// %% cost fails a call of the U-Net in pixels over a call of the DiT
// A transformer as large as the one that draws photographs.
double Million(long count) => count / 1e6;
double callPixels = Million(MultiplyAdds.OfCall(pixels.Network, 28));
double callLatent = Million(MultiplyAdds.OfCall(latent.Network, 7));
double callDit = Million(MultiplyAdds.OfCall(new DiT(DiTSizes.Latents with { Width = 96, Depth = 6 }), 7));
double decoder = Million(MultiplyAdds.OfDecoder(vae.Sizes));
double Picture(double call) => 25 * call + decoder;

// %% cost fails 25 steps in pixels over 25 in latents
// Decoded after each step, to look on.
double Million(long count) => count / 1e6;
double callPixels = Million(MultiplyAdds.OfCall(pixels.Network, 28));
double callLatent = Million(MultiplyAdds.OfCall(latent.Network, 7));
double callDit = Million(MultiplyAdds.OfCall(dit.Network, 7));
double decoder = Million(MultiplyAdds.OfDecoder(vae.Sizes));
double Picture(double call) => 25 * (call + decoder);

// %% quality fails detail of 25 steps, lower end
// Two steps in the place of 25.
var fromLatents = Draw(latent, 600, steps: 2);
var fine = Detail(vae.Reconstruct(held));
var sharp = Ratio(Detail(fromLatents), fine);
var smear = Ratio(Detail(Draw(latent, 600, steps: 1)), fine);

// %% alike fails U-Net and DiT from the same noise
// Other noise on both sides.
double Alike(Tensor a, Tensor b) =>
    F.cosine_similarity(a.flatten(1), b.flatten(1)).mean().item<float>();
var same = Alike(fromLatents, fromDit.roll(20, 0));
var other = Alike(fromLatents, fromDit.roll(10, 0));
Claim.Above(same, other + 0.1,
    "U-Net and DiT from the same noise: likeness, and that from other noise with 0.1 more");

// %% fades fails PCA, halfway: from the double exposure
// One of the two garments in the place of the mean.
var fadedPixels = (bags + boots) / 2;
var fadedPca = pca.Reconstruct(bags, 196);
var fadedLatents = vae.ToImages((one + two) / 2);

// %% fades fails latents, halfway: from the double exposure
// Mixed in noise in the place of the mean.
var fadedPixels = (bags + boots) / 2;
var fadedPca = fadedPixels;
var fadedLatents = between;

// %% pairs fails mixed in noise: from the double exposure
// Mixed without noise: the mean of the latents.
var between = vae.ToImages((one + two) / 2);

// %% pairs fails mixed in noise: nearer to real garments than pixels
// Both sides get the same: pixels, halfway.
var between = (bags + boots) / 2;

// %% pairs fails mixed in noise: nearer to real garments than latents
// Both sides get the same: latents, halfway.
var between = vae.ToImages((one + two) / 2);

// %% pairs fails mixed in noise: nearer to its own two garments
// What another pair became.
var between = Clean(Math.Sqrt(0.5) * Noisy(one) + Math.Sqrt(0.5) * Noisy(two)).roll(50, 0);

// %% vae-loss fails the loss by hand, and from the library's parts
// The spread taken for the variance.
Tensor Loss(Vae coder, Tensor picture, Tensor noise, double w)
{
    var (m, logS2) = (coder.Encode(picture).Mean, coder.Encode(picture).LogVariance);
    var z = m + logS2.exp() * noise;
    var error = (picture - coder.Decode(z)).square().mean();
    var kl = 0.5 * (m.square() + logS2.exp() - 1 - logS2).mean();
    return error + w * kl;
}
