package dev.hibi.cli.kqi;

import dev.hibi.client.transfer.OutputFile;
import dev.hibi.client.transfer.OutputFiles;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Which files of a job's output. */
final class OnlyFiles {
  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "Files of the output, such as run/model.pt, '*.pt' in any folder, 'run/**'; again for"
              + " more (default: all).")
  private List<String> patterns = List.of();

  boolean isGiven() {
    return !patterns.isEmpty();
  }

  Predicate<OutputFile> wanted(Platform platform) {
    return platform.usage(
        () ->
            patterns.stream()
                .map(OutputFiles::matching)
                .reduce(Predicate::or)
                .orElse(file -> true));
  }

  @Override
  public String toString() {
    return String.join(", ", patterns);
  }
}
