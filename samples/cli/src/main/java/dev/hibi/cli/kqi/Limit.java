package dev.hibi.cli.kqi;

import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
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

  /** No page is larger than what is wanted of it, and one more, which tells that there is more. */
  int pageSize(Platform platform) {
    return (int) Math.min(count(platform), LARGEST_PAGE - 1) + 1;
  }

  /**
   * The first of a list.
   *
   * @param err hears it if there are more
   */
  <T> List<T> of(Stream<T> list, Platform platform, PrintWriter err) {
    long most = Math.min(count(platform), Integer.MAX_VALUE - 1);
    List<T> found = list.limit(most + 1).toList();
    if (found.size() <= most) {
      return found;
    }
    err.printf("there are more: the first %d are shown (--limit)%n", most);
    return found.subList(0, (int) most);
  }
}
