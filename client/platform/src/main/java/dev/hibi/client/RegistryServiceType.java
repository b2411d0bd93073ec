package dev.hibi.client;

/** What a registry of container images is. */
public enum RegistryServiceType implements NumberedEnum {
  /** One that this client does not know. */
  UNKNOWN(-1),
  /** None. */
  NONE(0),
  /** Docker Hub. */
  DOCKER_HUB(1),
  /** The registry of a GitLab. */
  GIT_LAB(2),
  /** A Docker registry of one's own. */
  PRIVATE_DOCKER_REGISTRY(3),
  /** NVIDIA's. */
  NVIDIA_GPU_CLOUD(4);

  private final int number;

  RegistryServiceType(int number) {
    this.number = number;
  }

  @Override
  public int number() {
    return number;
  }
}
