package dev.hibi.client.api;

import java.util.Optional;

/**
 * The image that a container runs.
 *
 * @param registryId the registry; empty for the tenant's default
 * @param image such as {@code library/eclipse-temurin}
 * @param tag such as {@code 17-jre}
 */
public record ContainerImage(Optional<Long> registryId, String image, String tag) {

  /** An image of the tenant's default registry. */
  public static ContainerImage of(String image, String tag) {
    return new ContainerImage(Optional.empty(), image, tag);
  }

  /** From a registry. */
  public ContainerImage registry(long id) {
    return new ContainerImage(Optional.of(id), image, tag);
  }

  /**
   * The image that a container runs or ran.
   *
   * @param url where its registry shows it
   */
  public record Details(
      Optional<Long> registryId, String image, String tag, String registryName, String url) {}
}
