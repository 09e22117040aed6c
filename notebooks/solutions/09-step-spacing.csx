// %% exercise-map
var second = 979;

Check.Close("exercise 1", second, 979, tolerance: 0, hint: "The stride is 1000 / 50.")

// %% exercise-spacing
var mine = TimestepSpacing.Visit(schedule, [999, 800, 640, 500, 380, 280, 190, 120, 60, 20]);

Check.That("exercise 2",
    () => mine.Length == 11 && Error(new Ddim(), mine, half: 0) < 0.9 * errors["trailing"][1],
    hint: "Look at the ticks of the spacing that won in the figure.")
