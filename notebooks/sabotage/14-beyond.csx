// Each change makes one claim of notebook 14 false: course run 14 --sabotage.

// %% same fails flow and DDIM, 400 points
// The two walks compared as they are, without dividing by the length of the weights.
manual_seed(1);
var start = randn([400, 2], float64);
int n = 20;
double LogSnr(int i) => 2 * Math.Log((double)i / n / (1 - (double)i / n));
var flow = Euler(Velocity, start, n);
NoiseLevel[] levels = [.. Enumerable.Range(0, n + 1).Select(i => NoiseLevel.FromLogSnr(LogSnr(i)))];
var ddim = new Ddim().Sample(data, start, levels).Select(state => state.X).ToList();
var apart = Enumerable.Range(1, n).Max(i => (flow[i] - ddim[i - 1]).abs().max().item<double>());

// %% pairs fails reflow, worst of 3 seeds: straighter
// The control in the place of the treatment: noise and ends that do not belong together.
manual_seed(2);
var noises = randn(4000, 2);
var ends = Euler(Velocity, noises, 60)[^1];
var shuffled = ends[randperm(4000)];
int[] seeds = [1, 2, 3];
var reflows = seeds.Select(seed => Learn(noises, shuffled, seed, 175)).ToArray();
var controls = reflows;

// %% pairs fails 1 step: distance with reflow
// Both sides get the same: the flow itself.
int[] seeds = [1, 2, 3];
var reflows = seeds.Select(_ => (Func<Tensor, double, Tensor>)Velocity).ToArray();
var controls = reflows;

// %% pairs fails 2 steps: distance with reflow
// Both sides get the same: the flow itself.
int[] seeds = [1, 2, 3];
var reflows = seeds.Select(_ => (Func<Tensor, double, Tensor>)Velocity).ToArray();
var controls = reflows;

// %% pairs fails 4 steps: distance with reflow
// Both sides get the same: the flow itself.
int[] seeds = [1, 2, 3];
var reflows = seeds.Select(_ => (Func<Tensor, double, Tensor>)Velocity).ToArray();
var controls = reflows;

// %% straight fails shuffled pairs, best of 3 seeds
// The treatment in the place of the control.
manual_seed(9);
var fresh = randn(500, 2);
var goal = Euler(Velocity, fresh, 200)[^1];
double S(Func<Tensor, double, Tensor> v)
{
    var path = Euler(v, fresh, 40);
    return Enumerable.Range(0, 40).Average(i =>
        (path[0] - path[^1] - v(path[i], 1 - i / 40.0)).square().sum(1).mean().item<float>());
}
double Miss(Func<Tensor, double, Tensor> v, int steps) =>
    (Euler(v, fresh, steps)[^1] - goal).norm(dim: 1).mean().item<float>();
double before = S(Velocity);
double[] after = [.. reflows.Select(S)], without = after;

// %% counting fails counting by hand
// Each word counts once, however frequent it is.
bool Fits(string word, string seen) =>
    word.Zip(seen).All(pair => pair.Second == '_' || pair.First == pair.Second);
double Share(string seen, int place, char letter)
{
    var fitting = Enumerable.Range(0, 600).Where(i => Fits(words.Words[i], seen)).ToList();
    return fitting.Count(i => words.Words[i][place] == letter) / (double)fitting.Count;
}
double Difference(string seen) => Enumerable.Range(0, 6 * 26).Max(k => Math.Abs(
    Share(seen, k / 26, (char)('a' + k % 26)) - exact.Probabilities(words.Read(seen))[0, k / 26, k % 26].item<double>()));

// %% masked-test fails one letter a call: the smallest p
// Two letters from one answer.
Tensor Drawn(int seed, int perCall) => Masked(Dice(seed).Turn, Dice(seed).Chance, perCall);
double P(Tensor text) => GTest.Of(words.Count(text)[..^1], words.Probabilities).P;
var one = new[] { Drawn(1, 2) };
var (two, six) = (one, one);

// %% masked-test fails one letter a call: share of words
// Two letters from one answer.
Tensor Drawn(int seed, int perCall) => Masked(Dice(seed).Turn, Dice(seed).Chance, perCall);
double P(Tensor text) => GTest.Of(words.Count(text)[..^1], words.Probabilities).P;
var one = new[] { Drawn(1, 2) };
var (two, six) = (one, one);

// %% masked-test fails two letters a call, words only
// Both sides get the same: one letter a call.
Tensor Drawn(int seed, int perCall) => Masked(Dice(seed).Turn, Dice(seed).Chance, perCall);
double P(Tensor text) => GTest.Of(words.Count(text)[..^1], words.Probabilities).P;
var one = new[] { Drawn(1, 1) };
var (two, six) = (one, one);

// %% masked-test fails six letters a call: share of words
// Both sides get the same: one letter a call.
Tensor Drawn(int seed, int perCall) => Masked(Dice(seed).Turn, Dice(seed).Chance, perCall);
double P(Tensor text) => GTest.Of(words.Count(text)[..^1], words.Probabilities).P;
var one = new[] { Drawn(1, 1) };
var (two, six) = (one, one);

// %% left fails blocks of 1 letter: 2,000 words
// From right to left.
Tensor LeftToRight(Tensor chance)
{
    var text = words.Covered((int)chance.shape[0]);
    for (var i = 5; i >= 0; i--)
        text[.., i] = BlockSampler.Pick(exact.Probabilities(text)[.., i], chance[.., i]);
    return text;
}

// %% masked fails one block of 6: every letter
// The last turn comes first.
Tensor Masked(Tensor turn, Tensor chance, int perCall)
{
    var text = words.Covered((int)turn.shape[0]);
    var order = turn.argsort(1).flip(1);
    for (var i = 0; i < 6; i += perCall)
    {
        var places = order[.., i..(i + perCall)];
        var drawn = BlockSampler.Pick(exact.Probabilities(text), chance);
        text = text.scatter(1, places, drawn.gather(1, places));
    }
    return text;
}

// %% price fails six calls: valid, whatever the block
// Where a block allows it, two letters are drawn from an answer.
(int Size, int PerCall)[] plans = [(1, 1), (2, 1), (3, 1), (6, 1)];
var valid = plans.ToDictionary(plan => plan, plan => words.Validity(Blocks(plan.Size, Math.Min(2, plan.Size))));

// %% price fails one block, 1 call
// Every plan gets the same: one letter a call.
(int Size, int PerCall)[] plans = [(6, 1), (6, 2), (6, 3), (6, 6)];
var same = words.Validity(Blocks(6, 1));
var valid = plans.ToDictionary(plan => plan, _ => same);

// %% price fails one block, 2 calls
// Every plan gets the same: one letter a call.
(int Size, int PerCall)[] plans = [(6, 1), (6, 2), (6, 3), (6, 6)];
var same = words.Validity(Blocks(6, 1));
var valid = plans.ToDictionary(plan => plan, _ => same);

// %% price fails 3 calls: valid with one block
// Every plan gets the same: one letter a call.
(int Size, int PerCall)[] plans = [(2, 2), (6, 1), (6, 2), (6, 3), (6, 6)];
var same = words.Validity(Blocks(6, 1));
var valid = plans.ToDictionary(plan => plan, _ => same);

// %% floor-claim fails loss of counting, over all words
// A denoiser that takes all words for equally frequent.
var alike = new WordList(words.Words, [.. words.Words.Select(_ => 1.0)]);
double floor = MaskedDiffusion.Bound(new CountingDenoiser(alike), words), reached = 0;
Claim.Near(floor, words.Entropy, 1e-6, "loss of counting, over all words and all ways to cover them");

// %% floor-claim fails loss of the transformer less the floor
// Nats a letter against nats a word.
double floor = MaskedDiffusion.Bound(exact, words), reached = MaskedDiffusion.Bound(network, words) / 6;
Claim.Above(reached - floor, 0, "loss of the transformer less the floor");

// %% floor-claim fails what the transformer still has to learn
// A transformer that was not trained.
double floor = MaskedDiffusion.Bound(exact, words);
double reached = MaskedDiffusion.Bound(new TokenTransformer(length: 6), words);
Claim.Below((reached - floor) / (6 * Math.Log(26) - floor), 0.5,
    "what the transformer still has to learn, of all there is to learn above the floor");

// %% network-words fails the transformer: valid with 6 calls
// Both sides get the same: one call.
Tensor Guessed(int perCall) =>
    new BlockSampler(6, 6).Run(network, words.Covered(2000), turn, chance);
var texts = Guessed(1);
Claim.Above(words.Validity(texts) - words.Validity(Guessed(6)), 0.05,
    "the transformer: valid with 6 calls less valid with 1");
