package dev.hibi.cli.kqi;

import picocli.CommandLine.Option;

/** How much of a list is printed. */
final class Limit {
  private static final int LARGEST_PAGE = 1000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  private long limit;

  /** At least 1. */
  long count(Platform platform) {
    platform.atLeast(1, "limit", limit);
    return limit;
  }

  /** No page is larger than what is wanted of it. */
  int pageSize(Platform platform) {
    return (int) Math.min(count(platform), LARGEST_PAGE);
  }
}
