package dev.hibi.cli;

import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which charset archives name their entries. */
final class CharsetOption {
  @Option(
      names = "--zip-charset",
      paramLabel = "NAME",
      description =
          "Charset of names in archives that do not say UTF-8, such as windows-31j (default: found"
              + " out).")
  private @Nullable Charset charset;

  Optional<Charset> charset() {
    return Optional.ofNullable(charset);
  }
}
