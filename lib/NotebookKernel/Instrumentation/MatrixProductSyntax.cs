using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace NotebookKernel;

/// <summary>
/// Puts <see cref="MatrixProduct"/> before TorchSharp's <c>matmul</c>, which ends the process when it fails.
/// </summary>
internal static class MatrixProductSyntax
{
    private const string Name = "matmul";
    private const string Left = "__left", Right = "__right";

    /// <summary>Whether a call is <c>a.matmul(b)</c> or <c>torch.matmul(a, b)</c>.</summary>
    public static bool IsTensorProduct(InvocationExpressionSyntax call, SemanticModel model)
    {
        var (name, count) = call.Expression switch
        {
            MemberAccessExpressionSyntax access =>
                (access.Name.Identifier.ValueText, call.ArgumentList.Arguments.Count),
            IdentifierNameSyntax bare => (bare.Identifier.ValueText, call.ArgumentList.Arguments.Count),
            _ => ("", 0),
        };
        return name == Name
            && call.ArgumentList.Arguments.All(argument => argument.NameColon is null)
            && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingAssembly.Name: "TorchSharp" } method
            && count == (method.IsStatic ? 2 : 1);
    }

    /// <summary>The same call with its shapes checked: each operand is still evaluated once, in order.</summary>
    public static ExpressionSyntax Check(InvocationExpressionSyntax call)
    {
        var arguments = call.ArgumentList.Arguments;
        var isStatic = arguments.Count == 2;
        var left = isStatic ? arguments[0].Expression : ((MemberAccessExpressionSyntax)call.Expression).Expression;
        var operation = isStatic
            ? call.Expression
            : ((MemberAccessExpressionSyntax)call.Expression).WithExpression(IdentifierName(Left));
        ArgumentSyntax[] operands = isStatic
            ? [Argument(IdentifierName(Left)), Argument(IdentifierName(Right))]
            : [Argument(IdentifierName(Right))];
        var product = ParenthesizedLambdaExpression(
            ParameterList(SeparatedList([Parameter(Identifier(Left)), Parameter(Identifier(Right))])),
            InvocationExpression(operation.WithoutTrivia(), ArgumentList(SeparatedList(operands))));
        return GuardSyntax.Call(
            typeof(MatrixProduct), nameof(MatrixProduct.Of), left, arguments[^1].Expression, product)
            .WithTriviaFrom(call);
    }
}
