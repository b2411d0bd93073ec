package dev.hibi.cli.kqi;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The folder that files are fetched into. */
final class FolderOption {
  @Option(
      names = "--output",
      paramLabel = "DIR",
      required = true,
      description = "Where to; made if it is not there.")
  private Path path = Path.of("");

  Path path() {
    return path;
  }
}
