// Each change makes one claim of notebook 10 false: course run 10 --sabotage.

// %% guide fails told labels, 10 steps
// A scale that is off by one: it begins at the told answer.
Tensor Guide(Tensor told, Tensor untold, double w) => told + w * (told - untold);
Tensor Sampled(TrainedModel model, Tensor condition, double w, Tensor x)
{
    var (told, untold) = (model.DenoiserFor(condition), model.Denoiser);
    foreach (var (from, to) in road.Zip(road.Skip(1)))
    {
        var image = Guide(told.Denoise(x, from).X0, untold.Denoise(x, from).X0, w);
        x = to.Alpha * image + to.Sigma * (x - from.Alpha * image) / from.Sigma;
    }
    return x;
}

// %% guide fails told sentences: largest difference
// The sentence without its scale.
Tensor Guide(Tensor told, Tensor untold, double w) => told;
Tensor Sampled(TrainedModel model, Tensor condition, double w, Tensor x)
{
    var (told, untold) = (model.DenoiserFor(condition), model.Denoiser);
    foreach (var (from, to) in road.Zip(road.Skip(1)))
    {
        var image = Guide(told.Denoise(x, from).X0, untold.Denoise(x, from).X0, w);
        x = to.Alpha * image + to.Sigma * (x - from.Alpha * image) / from.Sigma;
    }
    return x;
}

// %% lab fails library and recursion by hand
// The two answers the wrong way round.
double S = 1, s = 0.5, m = 1;
var (everything, oneClass) = (new GaussianDenoiser(m, s), new GaussianDenoiser(0, S));
NoiseLevel[] Fine(int n) =>
    [.. Enumerable.Range(0, n).Select(i => NoiseLevel.FromLogSnr(-14 + 28.0 * i / (n - 1))),
        NoiseLevel.Clean];
(double Mean, double Spread) Pushed(double w, int n)
{
    var guided = new GuidedDenoiser(oneClass, everything, w);
    var both = tensor(new double[] { 0, 1 }).reshape(2, 1);
    var ends = new Ddim().Run(guided, both, Fine(n)).data<double>().ToArray();
    return (ends[0], ends[1] - ends[0]);
}

// %% three fails DDIM, 4,000 steps: largest relative distance
// As few steps as for pictures.
(double Mean, double Spread) Product(double w)
{
    var precision = w / (s * s) + (1 - w) / (S * S);
    return (w * m / (s * s) / precision, 1 / Math.Sqrt(precision));
}
var three = ws.ToDictionary(w => w, w => (Ddim: Pushed(w, 20), Ddpm: Product(w)));

// %% three fails DDIM: the mean at w = 3
// What most texts name in the place of what is drawn.
(double Mean, double Spread) Product(double w)
{
    var precision = w / (s * s) + (1 - w) / (S * S);
    return (w * m / (s * s) / precision, 1 / Math.Sqrt(precision));
}
var three = ws.ToDictionary(w => w, w => (Ddim: Product(w), Ddpm: Product(w)));

// %% three fails DDPM's mean is off both others
// Both samplers the same.
(double Mean, double Spread) Product(double w)
{
    var precision = w / (s * s) + (1 - w) / (S * S);
    return (w * m / (s * s) / precision, 1 / Math.Sqrt(precision));
}
var three = ws.ToDictionary(w => w, w => (Ddim: Pushed(w, 400), Ddpm: Pushed(w, 400)));

// %% three fails the product's spread is how many times
// What most texts name in the place of what is drawn.
(double Mean, double Spread) Product(double w)
{
    var precision = w / (s * s) + (1 - w) / (S * S);
    return (w * m / (s * s) / precision, 1 / Math.Sqrt(precision));
}
var three = ws.ToDictionary(w => w, w => (Ddim: Product(w), Ddpm: Product(w)));

// %% attention fails our two lines and torch's attention
// Without the root of d.
Tensor Attend(Tensor q, Tensor k, Tensor v) => q.mm(k.t()).softmax(1).mm(v);
manual_seed(4);
var (places, keys, values) = (randn(16, 32), randn(9, 32), randn(9, 32));
var answer = Attend(places, keys, values);
Tensor One(Tensor t) => t.unsqueeze(0);
var torchs = F.scaled_dot_product_attention(One(places), One(keys), One(values))[0];
var shuffled = answer;

// %% attention fails the words shuffled
// The words with a vector for their place in the sentence.
Tensor Attend(Tensor q, Tensor k, Tensor v) => (q.mm(k.t()) / Math.Sqrt(q.shape[1])).softmax(1).mm(v);
manual_seed(4);
var (places, keys, values) = (randn(16, 32), randn(9, 32), randn(9, 32));
var inSentence = randn(9, 32);
var answer = Attend(places, keys + inSentence, values + inSentence);
var torchs = answer;
var shuffle = tensor(new long[] { 5, 2, 8, 0, 3, 7, 1, 6, 4 });
var shuffled = Attend(places, keys[shuffle] + inSentence, values[shuffle] + inSentence);

// %% pupils-figure fails words in order: both colours in place
// Both get the same: the bag.
var paintedByBag = By(bag, 100);
var paintedByOrder = paintedByBag;

// %% pupils-figure fails bag of words: both colours in place
// Both get the same: the words in order.
var paintedByOrder = By(reader, 100);
var paintedByBag = paintedByOrder;

// %% pupils-figure fails bag, where both colours are there
// Both get the same: the words in order.
var paintedByOrder = By(reader, 100);
var paintedByBag = paintedByOrder;

// %% exam fails one thing, all four right
// Told nothing.
var ones = SceneData.HeldOut(100, seed: 3, shareOfTwo: 0);
var twos = SceneData.HeldOut(100, seed: 4, shareOfTwo: 1);
var nothing = Draw(artist, Times(100, ""), w: 1, seed: 5);
var told = Grade(nothing, nothing);
var grades = new double[] { 0, 1, 2.5 }.ToDictionary(w => w, _ => told);
var best = Grade(ones.Images(100), twos.Images(100));

// %% exam fails two things, both colours in place
// The pictures of two things on each other's sentence: the next one's.
var ones = SceneData.HeldOut(100, seed: 3, shareOfTwo: 0);
var twos = SceneData.HeldOut(100, seed: 4, shareOfTwo: 1);
var others = Draw(artist, [.. Said(twos).Skip(1), Said(twos)[0]], w: 1, seed: 5);
var told = Grade(others, others);
var grades = new double[] { 0, 1, 2.5 }.ToDictionary(w => w, _ => told);
var best = Grade(ones.Images(100), twos.Images(100));

// %% exam fails told nothing, all four right
// All get the same: the real scenes.
var ones = SceneData.HeldOut(100, seed: 3, shareOfTwo: 0);
var twos = SceneData.HeldOut(100, seed: 4, shareOfTwo: 1);
var best = Grade(ones.Images(100), twos.Images(100));
var grades = new double[] { 0, 1, 2.5 }.ToDictionary(w => w, _ => best);

// %% swap-read fails one word changed: only its attribute changes
// The same sentence twice.
var befores = swaps.Select(swap => SceneWords.Say(swap.Before, swap.Wording)).ToList();
var seenBefore = eye.Read(Draw(artist, befores, w: 1, seed: 5), 1);
var seenAfter = seenBefore;

// %% digits-measure fails read as asked, w = 2 less w = 0
// Every scale gets the same: the untold digits.
var known = judge.AllFeatures(real.Take(1000).Images());
var untold = (Asked: judge.Accuracy(drawn[0], labels), Precision: 0.0, Recall: 0.0, Beyond: 0.0);
var measured = strengths.ToDictionary(w => w, _ => untold);

// %% digits-claim fails recall, w = 1 less w = 4
// Both get the same: w = 4.
double LowEnd(double[] more, double[] less)
{
    var gaps = more.Zip(less, (a, b) => a - b).ToArray();
    var spread = Math.Sqrt(gaps.Sum(gap => Math.Pow(gap - gaps.Average(), 2)) / 3);
    return gaps.Average() - 3.18 * spread / 2;
}
double[] same = [.. drawn[4].chunk(4).Select(lot => PrecisionRecall.Between(known, judge.AllFeatures(lot)).Recall)];
Claim.Above(LowEnd(same, same), 0, "recall, w = 1 less w = 4, lower end of the interval over 4 lots");

// %% digits-measure fails pixels beyond black and white
// Pixels cut off before they are counted.
var known = judge.AllFeatures(real.Take(1000).Images());
double Beyond(Tensor x) => (x.clamp(-1, 1).abs() > 1.1).to(float32).mean().item<float>();
var measured = strengths.ToDictionary(w => w, w => (Asked: 0.0, Precision: 0.0, Recall: 0.0, Beyond: Beyond(drawn[w])));

// %% middle fails both obey equally
// The scale in the middle as it was, not set higher.
var (tailor, critic) = (Pretrained.FashionMnist(), Pretrained.FashionClassifier());
var always = Told(tailor, _ => 3);
var middle = Told(tailor, level => level.T is > 200 and < 800 ? 3 : 1);
double Obedience(Tensor garments)
{
    using var quiet = no_grad();
    return critic.forward(garments).softmax(1).gather(1, labels.unsqueeze(1)).mean().item<float>();
}

// %% middle fails recall, middle less always
// Both get the same: guidance at every level.
var (tailor, critic) = (Pretrained.FashionMnist(), Pretrained.FashionClassifier());
var always = Told(tailor, _ => 3);
var middle = always;

// %% maps fails red seven, blue boot
// The maps of the other sentence.
Tensor Maps(Tensor clean, string sentence)
{
    using var scope = NewDisposeScope();
    var count = (int)clean.shape[0];
    var noisy = NoiseMixing.AddNoise(clean, artist.Noise(count, seed: 9), artist.Schedule[500]);
    return ((UNet)artist.Network).WordMaps(noisy, full(count, 500f), vocabulary.Encode(Times(count, sentence)))
        .MoveToOuterDisposeScope();
}
string[] turned = ["a red seven left of a blue boot", "a blue seven left of a red boot"];
var wrong = Maps(Draw(artist, Times(32, turned[1]), w: 1, seed: 8), turned[1]);
var maps = new[] { wrong.index_select(1, tensor(new long[] { 0, 6, 2, 3, 4, 5, 1, 7 })), wrong };

// %% maps fails blue seven, red boot
// Both get the same: the maps of the first sentence, by place in the sentence.
Tensor Maps(Tensor clean, string sentence)
{
    using var scope = NewDisposeScope();
    var count = (int)clean.shape[0];
    var noisy = NoiseMixing.AddNoise(clean, artist.Noise(count, seed: 9), artist.Schedule[500]);
    return ((UNet)artist.Network).WordMaps(noisy, full(count, 500f), vocabulary.Encode(Times(count, sentence)))
        .MoveToOuterDisposeScope();
}
string[] turned = ["a red seven left of a blue boot", "a red seven left of a blue boot"];
var once = Maps(Draw(artist, Times(32, turned[0]), w: 1, seed: 8), turned[0]);
var maps = new[] { once, once };

// %% negative fails the unwanted colour: upper end with the negative prompt, and lower end without
// Both get the same: no negative prompt.
string Colour(Scene scene) => scene.Things[0].Colour;
var avoided = plain;

// %% negative fails the unwanted colour: upper end with the negative prompt, and lower end with a neutral one
// Both get the same: the neutral one.
string Colour(Scene scene) => scene.Things[0].Colour;
var avoided = neutral;

// %% own fails from t = 699: drawn anew
// One's own picture stays as it is.
var own = full([1, 3, 32, 32], -1f);
own[0, 0, 3..13, 6..11].fill_(1);
own[0, 0, 10..14, 6..17].fill_(1);
Tensor Redraw(string sentence, int from, int count = 16) => own.repeat(count, 1, 1, 1);

// %% own fails rows off one's own
// All begin at pure noise.
var own = full([1, 3, 32, 32], -1f);
own[0, 0, 3..13, 6..11].fill_(1);
own[0, 0, 10..14, 6..17].fill_(1);
var anew = Draw(artist, Times(16, "a large red boot on the left"), w: 2.5, seed: 3);
Tensor Redraw(string sentence, int from, int count = 16) => anew;

// %% fill fails filled: largest change of a known pixel
// Known only to the sampler's first step.
Sampler Filling(Tensor known, Tensor keep) => Sampler.Of("filling", (run, step) =>
{
    var answer = run.Denoise().X0;
    var image = run.StepsTaken == 0 ? keep * known + (1 - keep) * answer : answer;
    var noise = (run.X - step.From.Alpha * image) / step.From.Sigma;
    return step.To.Alpha * image + step.To.Sigma * noise;
});

// %% fill-figure fails both halves of one colour
// Both get the same: put back at the end.
var free = new Ddpm().Run(hinted, artist.Noise(36, seed: 10), twenty, new Generator(10));
var pasted = leftHalf * whole + (1 - leftHalf) * free;
var filled = pasted;

// %% unknown fails a word that is not known
// An error that only says that there was one.
var complaint = "The sentence with 'purple' could not be read.";
Claim.That(complaint.Contains("purple") && vocabulary.Words.All(complaint.Contains),
    "a word that is not known: the message names it, and lists all that are");

// %% ends fails two of one kind, never shown
// In words joined by 'and'.
Scene[] different = [.. Enumerable.Range(0, 100).Select(twos.SceneAt)];
Scene[] alike = [.. different.Select(Alike)];
var ofOneKind = Shown(alike, Joined);
var joined = Shown(different, Joined);

// %% ends fails joined by 'and', never read
// In the wording that was taught.
Scene[] different = [.. Enumerable.Range(0, 100).Select(twos.SceneAt)];
Scene[] alike = [.. different.Select(Alike)];
var ofOneKind = Shown(alike, scene => SceneWords.Say(scene, 0));
var joined = Shown(different, scene => SceneWords.Say(scene, 0));
