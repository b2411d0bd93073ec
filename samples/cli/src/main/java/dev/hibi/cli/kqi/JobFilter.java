package dev.hibi.cli.kqi;

import dev.hibi.client.api.Filter;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which jobs a list keeps, by what they run and for whom. */
final class JobFilter {
  @Option(names = "--by", paramLabel = "TEXT", description = "Of users with such names.")
  private @Nullable String user;

  @Option(
      names = "--dataset",
      paramLabel = "TEXT",
      description = "On data sets whose names contain a text.")
  private @Nullable String dataSet;

  @Option(
      names = "--entry-point",
      paramLabel = "TEXT",
      description = "Whose commands contain a text.")
  private @Nullable String entryPoint;

  /** A query with what was said. */
  <Q> Q apply(
      Platform platform,
      Q query,
      BiFunction<Q, Filter.Text, Q> byUser,
      BiFunction<Q, Filter.Text, Q> byDataSet,
      BiFunction<Q, Filter.Text, Q> byEntryPoint) {
    Q more = ListFilter.text(platform, query, user, byUser);
    more = ListFilter.text(platform, more, dataSet, byDataSet);
    return ListFilter.text(platform, more, entryPoint, byEntryPoint);
  }
}
