Course.Cultures.Prepare();
return await Course.Commands.CommandLine.RunAsync(args);
