package dev.hibi.cli.kqi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A container's environment, and where it is placed. */
final class VariableOptions {
  @Option(
      names = "--option",
      paramLabel = "NAME=VALUE",
      description = "A variable of its environment; again for another.")
  private Map<String, String> options = new LinkedHashMap<>();

  @Option(names = "--partition", description = "Part of the cluster (default: any).")
  private @Nullable String partition;

  Map<String, String> variables() {
    return options;
  }

  Optional<String> partition() {
    return Optional.ofNullable(partition);
  }
}
