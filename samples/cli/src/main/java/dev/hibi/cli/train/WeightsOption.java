package dev.hibi.cli.train;

import dev.hibi.model.Backbone;
import dev.hibi.model.published.PublishedWeights;
import dev.hibi.model.published.WeightsCache;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --weights}. */
public final class WeightsOption {
  private static final String IMAGENET = "imagenet";

  private final Map<String, String> environment;

  @Option(
      names = "--weights",
      paramLabel = "FILE|imagenet",
      description =
          "Begin from these weights: .safetensors, .pth or .pt with torchvision's names; imagenet:"
              + " torchvision's own of the backbone, fetched once (from HIBI_WEIGHTS_URL, else"
              + " download.pytorch.org) into the folder of caches (HIBI_CACHE).")
  private @Nullable String weights;

  /** For a command, of which it is a part. */
  public WeightsOption() {
    this(System.getenv());
  }

  WeightsOption(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The file; empty if none is wanted.
   *
   * @param err is told what is fetched
   * @throws IllegalArgumentException if the text is no path, or none are published
   * @throws IOException if it cannot be fetched
   */
  Optional<Path> file(Backbone backbone, PrintWriter err) throws IOException {
    if (weights == null) {
      return Optional.empty();
    }
    if (!weights.equals(IMAGENET)) {
      return Optional.of(path(weights));
    }
    PublishedWeights published = PublishedWeights.of(backbone);
    WeightsCache.Builder cache = WeightsCache.builder(environment);
    return Optional.of(
        cache
            .onFetch(
                address -> {
                  err.printf("fetching %s%n", address);
                  err.flush();
                })
            .build()
            .fetch(published));
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "bad --weights: expected a file or imagenet, found '" + text + "'", e);
    }
  }
}
