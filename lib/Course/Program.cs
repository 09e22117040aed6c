return await Course.Commands.CommandLine.RunAsync(args);
