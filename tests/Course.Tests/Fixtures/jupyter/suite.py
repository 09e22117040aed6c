"""The public test suite for Jupyter kernels, jupyter_kernel_test, on the installed C# kernel."""
import unittest

import jupyter_kernel_test

# The suite's patience is for an idle machine.
jupyter_kernel_test.TIMEOUT = 120


class CSharpKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = ".net-csharp"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("careful");'
    completion_samples = [{"text": "Console.WriteLi", "matches": {"WriteLine"}}]
    complete_code_samples = ["1 + 1", "var x = 1;", "void Say() { }", "// words"]
    incomplete_code_samples = ["void Say() {", "var text = Join(", "/* words"]
    invalid_code_samples = ["int 2x = ;", "var x = 1 }"]
    code_generate_error = 'throw new InvalidOperationException("meant");'
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "new[] { 1, 2 }", "result": "[ 1, 2 ]"},
        {"code": "new { A = 1 }", "result": "{ A = 1 }"},
        {"code": "(object)null", "result": "<null>"},
        {"code": '"text"', "result": "text"},
        {"code": 'new Exception("kept")', "result": "System.Exception: kept"},
    ]
    code_display_data = [
        {"code": 'display("text");', "mime": "text/plain"},
        {"code": "display(1);", "mime": "text/plain"},
        {"code": "display(1);", "mime": "text/html"},
        {"code": "new[] { new { A = 1 } }.DisplayTable();", "mime": "text/plain"},
        {"code": 'HTML("<b>bold</b>").Display();', "mime": "text/plain"},
    ]
    code_history_pattern = "1 +*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"
    code_clear_output = "clear_output();"

    # The kernel has no pager: test_pager alone is passed over, for code_page_something stays empty.


if __name__ == "__main__":
    unittest.main(verbosity=2)
