package dev.hibi.client.api;

import java.util.Optional;

/**
 * What all requests for a container are given by the same names.
 *
 * @param <B> the builder itself
 */
public abstract class ContainerBuilder<B extends ContainerBuilder<B>> {
  Optional<Container.Image> containerImage = Optional.empty();
  Optional<GitCommit> gitModel = Optional.empty();
  Optional<String> entryPoint = Optional.empty();
  Optional<Integer> cpu = Optional.empty();
  Optional<Integer> memory = Optional.empty();
  Optional<Integer> gpu = Optional.empty();

  ContainerBuilder() {}

  abstract B self();

  /** The image that it runs. */
  public B containerImage(Container.Image containerImage) {
    this.containerImage = Optional.of(containerImage);
    return self();
  }

  /** The source that it gets. */
  public B gitModel(GitCommit gitModel) {
    this.gitModel = Optional.of(gitModel);
    return self();
  }

  /** What is run. */
  public B entryPoint(String entryPoint) {
    this.entryPoint = Optional.of(entryPoint);
    return self();
  }

  /** CPU cores. Default: 1, of a preprocessing what the platform takes. */
  public B cpu(int cpu) {
    this.cpu = Optional.of(cpu);
    return self();
  }

  /** Memory in GB. Default: 1, of a preprocessing what the platform takes. */
  public B memory(int memory) {
    this.memory = Optional.of(memory);
    return self();
  }

  /** GPUs. Default: 0, of a preprocessing what the platform takes. */
  public B gpu(int gpu) {
    this.gpu = Optional.of(gpu);
    return self();
  }
}
