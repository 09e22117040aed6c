// Each change makes one claim of notebook 04 false: course run 04 --sabotage.

// %% opening fails weights of the 1,000 levels and the formula
// Another schedule.
var schedule = NoiseSchedule.Cosine();

// %% split fails test pictures that are also among the training ones
// Nothing is left out of the training.
var heldOut = data.Take(1000);
var training = data.Take(2000);
var shared = cdist(heldOut.Images().flatten(1), training.Images().flatten(1)).lt(0.01).any(1);
Claim.Below(shared.sum().item<long>(), 1, "test pictures that are also among the training ones");

// %% target-claim fails picture from the direction
// Along the direction in place of against it.
var level = schedule[600];
var noisy = NoiseMixing.AddNoise(oneOfEach, fresh, level);
var direction = fresh - oneOfEach;
var back = (noisy + level.Sigma * direction) / (level.Alpha + level.Sigma);
var wrongBy = (back - oneOfEach).abs().max().item<float>();
Claim.Below(wrongBy, 1e-4, "picture from the direction, largest error");

// %% loop fails loss before training
// The target is the noise.
Tensor Loss(DenoisingNetwork model, Tensor pictures, Tensor labels)
{
    var t = randint(0, 1000, pictures.shape[0]);
    var noise = randn_like(pictures);
    var (alpha, sigma) = schedule.Weights(t, pictures);
    var x = alpha * pictures + sigma * noise;
    var answer = model.forward(x, t.to(float32), labels);
    return nn.functional.mse_loss(answer, noise);
}

// %% curves-claim fails share of the loss's whole fall
// After 25 steps, when the eye would say the same.
double fall = losses[0] - LossAt(800), early = losses[0] - LossAt(25);
Claim.Above(early / fall, 0.85, "share of the loss's whole fall that is done by step 200");

// %% curves-claim fails the share read as asked rises after step 200
// The end on both sides.
var last = shares[^1];
Claim.Above(shares[^1].Share - last.Share, 0.1,
    "and yet the share read as asked rises after step 200 by");

// %% curves-claim fails share read as asked at the end
// The network is told no label.
var drawn = Draw(100, guidance: 0);
Claim.Above(ReadAsAsked(drawn), goal - 0.05, "share read as asked at the end");

// %% held-out fails loss on unseen pictures
// Pictures of another kind in place of unseen ones.
NoiseLevel[] levels = [.. new[] { 300, 600 }.Select(t => schedule[t])];
double[] Measure(LabelledImages pictures) => LossByLevel.Measure(
    trainer.Denoiser, pictures.Take(100).Images().to(device), levels, Prediction.Flow);
var garments = DatasetStore.EmbeddedFashionMnist();
var (seen, unseen) = (Measure(training), Measure(data.Name == "MNIST" ? garments : garments.OfClass(1)));

// %% samples-claim fails share of 256 samples
// The network is told no label.
var read = ReadAsAsked(Draw(256, guidance: 0));
Claim.Above(read, goal, "share of 256 samples that the classifier reads as asked");

// %% longer fails trained longer, against trained here
// Twice the same network.
Tensor Unguided(TrainedModel model)
{
    using var scope = NewDisposeScope();
    var denoiser = model.DenoiserFor(Labels(50).to(device));
    var levels = TimestepSpacing.Trailing(schedule, 10);
    return new Ddim().Run(denoiser, model.Noise(50, seed: 6), levels).MoveToOuterDisposeScope();
}
var here = Unguided(trainer.Model(data.ImageShape));
var there = here;
