package dev.hibi.cli.kqi;

import dev.hibi.client.api.Container;
import dev.hibi.client.api.ContainerBuilder;
import dev.hibi.client.job.TrainingRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The image that a container runs. */
final class ImageOptions {
  @Option(names = "--image", paramLabel = "IMAGE:TAG", description = "The container's image.")
  private @Nullable String image;

  @Option(names = "--registry", paramLabel = "ID", description = "Default: the tenant's.")
  private @Nullable Long registry;

  /** Says it to a request. */
  void into(Platform platform, ContainerBuilder<?> request) {
    String name = image;
    if (name != null) {
      Container.Image named = platform.usage(() -> image(name));
      request.containerImage(registry == null ? named : named.registry(registry));
    } else if (registry != null) {
      throw platform.wrong("no image: expected --image with --registry, found none");
    }
  }

  /** Says it to a training's request, where it may be said already. */
  void into(TrainingRequest.Builder request) {
    Optional.ofNullable(image).ifPresent(name -> request.image(image(name)));
    Optional.ofNullable(registry).ifPresent(request::registry);
  }

  /** The registry's host may have a port, so the last colon after the last slash counts. */
  private static Container.Image image(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= text.lastIndexOf('/')) {
      throw new IllegalArgumentException(
          "bad image: expected IMAGE:TAG, found '%s'".formatted(text));
    }
    return Container.Image.of(text.substring(0, colon), text.substring(colon + 1));
  }

  /** An image as the option takes it. */
  static String text(Container.Image.Details image) {
    return image.image() + ":" + image.tag();
  }
}
