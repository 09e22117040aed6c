using TorchSharp;
using static TorchSharp.torch;

namespace Diffusion;

/// <summary>
/// Consistency distillation and, without a teacher, consistency training (Song et al., "Consistency Models", 2023,
/// algorithms 2 and 3): neighbours on one way from noise to image shall get one answer. As in "Improved Techniques for
/// Training Consistency Models" (Song and Dhariwal, 2023) the answer at the less noisy neighbour is the student's own,
/// taken as given; the distance is pseudo-Huber; the way is cut ever finer.
/// </summary>
public sealed class ConsistencyDistillation : Distillation
{
    private readonly ITeacher? teacher;
    private readonly ConsistencyOptions options;
    private Tensor? way;

    /// <summary>Prepares to teach; the student moves to <paramref name="device"/> and is trained in place.</summary>
    /// <param name="student">By custom a copy of the teacher's network; it stays the caller's.</param>
    /// <param name="prediction">What it predicts: V or Flow, see <see cref="ConsistencyFunction"/>.</param>
    /// <param name="schedule">The noise levels; those of the teacher.</param>
    /// <param name="data">Clean examples, from which the ways begin.</param>
    /// <param name="teacher">Says where a way leads; null: the example and its noise themselves say it.</param>
    /// <param name="options">How.</param>
    /// <param name="device">Where; null is the CPU.</param>
    public ConsistencyDistillation(
        DenoisingNetwork student, Prediction prediction, NoiseSchedule schedule, ITrainingData data, ITeacher? teacher,
        ConsistencyOptions? options = null, Device? device = null)
        : base(student, prediction, schedule, data, options ??= new(), device)
    {
        (this.teacher, this.options) = (teacher, options);
        if ((long)options.LastSteps * options.TeacherSteps > schedule.Count)
            throw new ArgumentOutOfRangeException(
                nameof(options), (long)options.LastSteps * options.TeacherSteps,
                $"This schedule has room for {schedule.Count} steps of the teacher.");
    }

    /// <inheritdoc/>
    public override string Method => "consistency";

    private protected override IEnumerable<KeyValuePair<string, string>> FurtherIdentity =>
        [new("teacher", teacher?.Identity ?? "none")];

    /// <summary>
    /// The pseudo-Huber distance of answers from targets, √(|a - b|² + c²) - c, averaged over the batch: nearly the
    /// plain distance where that is large, and smooth where it is small.
    /// </summary>
    /// <param name="answer">[B, ...].</param>
    /// <param name="target">[B, ...].</param>
    /// <param name="huber">
    /// c for each square root of an example's numbers; see <see cref="ConsistencyOptions.Huber"/>.
    /// </param>
    public static Tensor Distance(Tensor answer, Tensor target, double huber = 0.00054)
    {
        using var scope = NewDisposeScope();
        var squares = (answer - target).square().flatten(1);
        var c = huber * Math.Sqrt(squares.shape[1]);
        return ((squares.sum(1) + c * c).sqrt() - c).mean().MoveToOuterDisposeScope();
    }

    private protected override void Dispose(bool disposing)
    {
        way?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Timestep, alpha and sigma of each level of a way of so many steps, [3, steps + 1].</summary>
    private Tensor WayOf(int steps)
    {
        if (way is not null && way.shape[1] == steps + 1) return way;
        way?.Dispose();
        var levels = TimestepSpacing.Trailing(Schedule, steps);
        double[] numbers =
            [.. levels.Select(level => Math.Max(0.0, level.T)), .. levels.Select(level => level.Alpha),
                .. levels.Select(level => level.Sigma)];
        return way = tensor(numbers, [3, levels.Length], ScalarType.Float32, Device).DetachFromDisposeScope();
    }

    private protected override (double Loss, double Norm) Step(double progress, double rate, Generator generator)
    {
        var (clean, condition) = TakeBatch();
        var steps = options.StepsAt(progress);
        var way = WayOf(steps * options.TeacherSteps);
        var from = options.TeacherSteps
            * randint(0, steps, [clean.shape[0]], ScalarType.Int64, generator: generator).to(Device);
        var noise = randn(clean.shape, ScalarType.Float32, generator: generator).to(Device);
        var start = At(from);
        var x = start.Alpha * clean + start.Sigma * noise;
        var target = Target();
        Count(2 + options.TeacherSteps * (teacher?.CallsPerQuestion ?? 0));
        return Learn(
            Distance(Function.Answer(x, start.T, start.Alpha, start.Sigma, condition), target, options.Huber), rate);

        (Tensor T, Tensor Alpha, Tensor Sigma) At(Tensor index)
        {
            long[] each = [-1, .. Enumerable.Repeat(1L, (int)clean.dim() - 1)];
            var found = way.index_select(1, index).unbind();
            return (found[0], found[1].reshape(each), found[2].reshape(each));
        }

        // The student's own answer at the less noisy end of this part of the way.
        Tensor Target()
        {
            using var noGrad = no_grad();
            var (here, end) = (x, At(from + options.TeacherSteps));
            if (teacher is null) here = end.Alpha * clean + end.Sigma * noise;
            for (var i = 0; teacher is not null && i < options.TeacherSteps; i++)
            {
                var (image, left) = teacher.Denoise(here, At(from + i).T.to(ScalarType.Int64), condition);
                var next = At(from + i + 1);
                here = next.Alpha * image + next.Sigma * left;                  // DDIM
            }
            return Function.Answer(here, end.T, end.Alpha, end.Sigma, condition);
        }
    }
}
