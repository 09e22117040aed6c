// %% exercise-first-loss
var firstLoss = 1.0 + 1.0;                             // of the noise and of the picture

Check.Close("exercise 1", firstLoss, 2.0, tolerance: 0.001,
    hint: "Noise has energy 1 and is unrelated to the picture. Energies of unrelated things add.",
    more: "1 for the noise and 1 for the picture.")

// %% exercise-average
double Averaged(double average, double weight, double keep)
{
    return keep * average + (1 - keep) * weight;
}

var average = 0.0;
for (var i = 0; i < 2000; i++) average = Averaged(average, weight: i % 2 * 2, keep: 0.99);
Check.Close("exercise 2", average, 1.0, tolerance: 0.02,
    hint: "keep · average + (1 - keep) · weight",
    more: "The trembling is gone: the average of the last hundred or so steps remains.")
