package dev.hibi.cli.option;

import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** In which charset archives name their entries. */
public final class CharsetOption {
  /** For a command, of which it is a part. */
  public CharsetOption() {}

  @Option(
      names = "--zip-charset",
      paramLabel = "NAME",
      description =
          "Charset of names in archives that do not say UTF-8, such as windows-31j (default: found"
              + " out).")
  private @Nullable Charset charset;

  /** The charset, if one was named. */
  public Optional<Charset> charset() {
    return Optional.ofNullable(charset);
  }
}
