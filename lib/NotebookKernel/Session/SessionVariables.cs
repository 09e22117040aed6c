using System.Reflection;

namespace NotebookKernel;

/// <summary>The variables that cells declared; of several with one name, the last.</summary>
internal sealed class SessionVariables(SessionVariables.StateSource states)
{
    /// <summary>Gives the states of the cells that ran, from first to last.</summary>
    public delegate ReadOnlySpan<object?> StateSource();

    public IReadOnlyList<SessionVariable> List()
    {
        var found = new SortedDictionary<string, SessionVariable>(StringComparer.Ordinal);
        foreach (var state in states())
        {
            if (state is null)
                continue;
            const BindingFlags declared =
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var field in state.GetType().GetFields(declared).Where(field => !field.Name.StartsWith('<')))
                found[field.Name] = new SessionVariable(field.Name, field.FieldType, field.GetValue(state));
        }
        return [.. found.Values];
    }
}
