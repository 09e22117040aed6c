using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using NotebookKernel;

/// <summary>
/// Which cells show what a training in the same notebook made. Names are followed from statement to statement: a
/// statement trains where it calls <c>Train</c> or <c>backward</c>, or a function of the notebook that does; what it
/// declares, assigns or changes is trained, and so is what is made of that.
/// </summary>
/// <remarks>
/// It goes by names, so it may follow one too many (then a cell is compared less strictly than it could be), and it
/// does not see a variable that a function changes from within.
/// </remarks>
public sealed class TrainedCells
{
    /// <summary>The tag in a cell's metadata.</summary>
    public const string Tag = "trained";

    private static readonly string[] Trains = ["Train", "backward"];
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    private readonly HashSet<string> _declared = [];
    private readonly HashSet<string> _trained = [];
    private readonly HashSet<string> _training = [];
    private readonly Dictionary<string, string[]> _functions = [];

    /// <summary>The ids of the cells with outputs that a training of this notebook has a part in.</summary>
    public static IReadOnlyList<string> Of(NotebookDocument notebook)
    {
        var names = new TrainedCells();
        return [.. notebook.CodeCells()
            .Where(cell => names.Follow(cell.Source) && cell.Outputs.Count > 0).Select(cell => cell.Id)];
    }

    /// <summary>Follows the names through a cell; whether any statement of it has to do with training.</summary>
    private bool Follow(string source)
    {
        var found = false;
        foreach (var member in CSharpSyntaxTree.ParseText(source, Script).GetCompilationUnitRoot().Members)
        {
            _declared.UnionWith(Declared(member));
            if (FunctionName(member) is { } function)
                FollowFunction(function, member);
            else if (IsTraining(member) || Uses(member).Any(name => IsTrained(name, [])))
            {
                found = true;
                _trained.UnionWith(Changed(member).Where(_declared.Contains));
            }
            else
            {
                // A name that is given to something else is not what it was.
                _trained.ExceptWith(Declared(member));
            }
        }
        return found;
    }

    /// <summary>A function does nothing until it is called; then it sees what its names are by that time.</summary>
    private void FollowFunction(string name, SyntaxNode function)
    {
        if (IsTraining(function)) _training.Add(name);
        else _training.Remove(name);
        _functions[name] = [.. Uses(function)];
    }

    private bool IsTrained(string name, HashSet<string> asked) => _trained.Contains(name)
        || (_functions.TryGetValue(name, out var uses) && asked.Add(name) && uses.Any(used => IsTrained(used, asked)));

    private bool IsTraining(SyntaxNode node) => node.DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Any(call => CalledName(call) is { } name && (Trains.Contains(name) || _training.Contains(name)));

    /// <summary>The names that a statement reads, but those that it declares within itself.</summary>
    private static IEnumerable<string> Uses(SyntaxNode node)
    {
        var own = node.DescendantNodes().Select(NameOf).OfType<string>().ToHashSet();
        return node.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name)
            .Where(name => name.Parent is not (NameColonSyntax or NameEqualsSyntax))
            .Select(name => name.Identifier.ValueText).Where(name => !own.Contains(name));
    }

    /// <summary>
    /// What a training statement makes or changes: declared, assigned, given to a training or a network, or called
    /// for its effect.
    /// </summary>
    private IEnumerable<string> Changed(SyntaxNode node) =>
    [
        .. Declared(node),
        .. node.DescendantNodes().OfType<AssignmentExpressionSyntax>().Select(assignment => Root(assignment.Left))
            .OfType<string>(),
        .. node.DescendantNodes().OfType<CommonForEachStatementSyntax>().Select(loop => Root(loop.Expression))
            .OfType<string>(),
        .. node.DescendantNodes().OfType<ExpressionStatementSyntax>().Select(statement => statement.Expression)
            .OfType<InvocationExpressionSyntax>().Select(Root).OfType<string>(),
        .. node.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(call => CalledName(call) is { } name && (name == "forward" || Trains.Contains(name)
                || _training.Contains(name)))
            .SelectMany(call => call.ArgumentList.Arguments.Select(argument => argument.Expression)
                .Append(call.Expression))
            .Where(expression => expression is IdentifierNameSyntax or MemberAccessExpressionSyntax)
            .Select(Root).OfType<string>(),
    ];

    /// <summary>
    /// The variables that a statement leaves to later cells; those of a loop or a lambda end with it.
    /// </summary>
    private static IEnumerable<string> Declared(SyntaxNode node) =>
        node is FieldDeclarationSyntax
            or GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax or ExpressionStatementSyntax }
            ? node.DescendantNodes(inner => inner is not AnonymousFunctionExpressionSyntax).Select(NameOf)
                .OfType<string>()
            : [];

    /// <summary>The name of a variable that is declared here.</summary>
    private static string? NameOf(SyntaxNode declared) => declared switch
    {
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        ForEachStatementSyntax loop => loop.Identifier.ValueText,
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        _ => null,
    };

    private static string? FunctionName(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax function } => function.Identifier.ValueText,
        _ => null,
    };

    private static string? CalledName(InvocationExpressionSyntax call) => call.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>The variable at the beginning of <c>a.b().c</c>.</summary>
    private static string? Root(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => Root(access.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => Root(access.Expression),
        ElementAccessExpressionSyntax access => Root(access.Expression),
        _ => null,
    };
}
