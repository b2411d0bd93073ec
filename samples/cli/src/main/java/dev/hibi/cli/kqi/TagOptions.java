package dev.hibi.cli.kqi;

import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Other tags. */
final class TagOptions {
  @Option(
      names = "--tag",
      description = "A tag, instead of those that are there; again for another.")
  private @Nullable List<String> tags;

  @Option(names = "--clear-tags", description = "No tags any more.")
  private boolean clear;

  boolean isSaid() {
    return tags != null || clear;
  }

  /** An edit with what was said. */
  <E> E apply(Platform platform, E edit, BiFunction<E, List<String>, E> byTags) {
    if (tags != null && clear) {
      throw platform.wrong("unclear tags: expected one of --tag and --clear-tags, found both");
    }
    if (!isSaid()) {
      return edit;
    }
    return byTags.apply(edit, tags == null ? List.of() : tags);
  }
}
