// %% exercise-count
double Count(double[] w) => Math.Exp(-w.Where(p => p > 0).Sum(p => p * Math.Log(p)));

var counted = new[] { Count([0.5, 0.5]), Count([0.25, 0.25, 0.25, 0.25, 0]), Count([0.9, 0.1]) };
Check.Close("exercise 1", counted, new[] { 2, 4, 1.384145 }, tolerance: 1e-4,
    hint: "Math.Exp(-w.Where(p => p > 0).Sum(p => ...))",
    more: "Inside the sum: p * Math.Log(p)")
// %% exercise-shoe
var shoe = labels.eq(5) | labels.eq(7) | labels.eq(9);

var noShoes = tensor(new long[] { 0, 1, 2, 3, 4, 6, 8 });
var byKind = ideal.Given(shoe).Weigh(noise, levels[0]).ClassWeights(labels, 10)[0];
Check.Close("exercise 2", byKind[noShoes], 0, tolerance: 1e-6,
    hint: "Three masks joined by |. The weights of all labels but 5, 7 and 9 must become 0.",
    more: "labels.eq(5) | labels.eq(7) | labels.eq(9)")
