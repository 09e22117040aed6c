// %% exercise-mix
Tensor Mix(Tensor image, Tensor noise, NoiseLevel level)
{
    return Math.Sqrt(level.AlphaBar) * image + Math.Sqrt(1 - level.AlphaBar) * noise;
}

Check.Close("exercise 1", Mix(images[0], noise[0], schedule[300]), NoiseMixing.AddNoise(images[0], noise[0], schedule[300]),
    hint: "Two weights whose squares add up to 1: what is the square root of AlphaBar for?")

// %% exercise-lowest
var lowest = 1 / (1 + 0.25);

Check.Close("exercise 2", lowest, 0.8, tolerance: 0.005, hint: "The noise is the louder one.")
