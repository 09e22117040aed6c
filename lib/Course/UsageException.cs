namespace Course;

/// <summary>A mistake in what was typed; its message is meant for the person who typed it.</summary>
public sealed class UsageException(string message) : Exception(message);
