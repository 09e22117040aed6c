using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Course.Notebooks;

/// <summary>
/// Which cells of a notebook need what others define, judged by names: a cell uses the last definition of a name that
/// stands before it.
/// </summary>
/// <param name="cells">Id and code of the code cells, from top to bottom.</param>
public sealed class CellFlow(IReadOnlyList<KeyValuePair<string, string>> cells)
{
    private readonly IReadOnlyList<(string Id, HashSet<string> Defines, HashSet<string> Uses)> _cells =
        [.. cells.Select(cell => (cell.Key, Defined(cell.Value), Used(cell.Value)))];

    /// <summary>
    /// What to run again, in order, after cells were changed: they, all that lies between them and the target and
    /// depends on them, and the target.
    /// </summary>
    /// <param name="changed">Ids.</param>
    /// <param name="target">The id of the cell whose result is wanted.</param>
    public IReadOnlyList<string> Between(IReadOnlyCollection<string> changed, string target)
    {
        var end = Index(target);
        var dirty = new bool[_cells.Count];
        for (var i = 0; i <= end; i++)
            dirty[i] = changed.Contains(_cells[i].Id) || Sources(i).Any(source => dirty[source]);
        var again = new SortedSet<int> { end };
        again.UnionWith(changed.Select(Index).Where(i => i <= end));
        // Back from the target: what it needs that the change has touched, and what such cells need.
        bool grows;
        do
        {
            var before = again.Count;
            again.UnionWith(again.SelectMany(
                i => Sources(i).Where(source => dirty[source] || IsHidden(i, source, again))).ToList());
            grows = again.Count > before;
        }
        while (grows);
        return [.. again.Select(i => _cells[i].Id)];
    }

    /// <summary>
    /// A definition between a cell that runs again and one that needs the later of the two has to run again too.
    /// </summary>
    private bool IsHidden(int user, int source, IEnumerable<int> again) => again.Any(earlier => earlier < source
        && _cells[earlier].Defines.Any(
            name => _cells[user].Uses.Contains(name) && LastDefinition(name, user) == source));

    private IEnumerable<int> Sources(int user) =>
        _cells[user].Uses.Select(name => LastDefinition(name, user)).Where(source => source >= 0).Distinct();

    private int LastDefinition(string name, int before)
    {
        for (var i = before - 1; i >= 0; i--)
        {
            if (_cells[i].Defines.Contains(name)) return i;
        }
        return -1;
    }

    private int Index(string id) => Enumerable.Range(0, _cells.Count).First(i => _cells[i].Id == id);

    private static HashSet<string> Used(string code) =>
        [.. ClaimCalls.Read(code).DescendantNodes().OfType<SimpleNameSyntax>().Select(name => name.Identifier.Text)];

    /// <summary>
    /// The names that later cells see: variables, functions and types outside of any function or block.
    /// </summary>
    private static HashSet<string> Defined(string code)
    {
        var names = new HashSet<string>();
        foreach (var member in ((CompilationUnitSyntax)ClaimCalls.Read(code)).Members)
        {
            switch (member)
            {
                case MethodDeclarationSyntax method: names.Add(method.Identifier.Text); break;
                case BaseTypeDeclarationSyntax type: names.Add(type.Identifier.Text); break;
                case FieldDeclarationSyntax field:
                    names.UnionWith(field.Declaration.Variables.Select(variable => variable.Identifier.Text));
                    break;
                case GlobalStatementSyntax { Statement: var statement }: names.UnionWith(Defined(statement)); break;
            }
        }
        return names;
    }

    private static IEnumerable<string> Defined(StatementSyntax statement) => statement switch
    {
        LocalFunctionStatementSyntax function => [function.Identifier.Text],
        LocalDeclarationStatementSyntax local =>
            local.Declaration.Variables.Select(variable => variable.Identifier.Text),
        ExpressionStatementSyntax expression => expression.DescendantNodes().OfType<SingleVariableDesignationSyntax>()
            .Select(variable => variable.Identifier.Text)
            .Concat(expression.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax assigned }
                ? [assigned.Identifier.Text]
                : []),
        _ => [],
    };
}
