package dev.hibi.cli.kqi;

import dev.hibi.client.api.ContainerBuilder;
import dev.hibi.client.job.TrainingRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a container has of a machine. */
final class ResourceOptions {
  @Option(names = "--cpu", paramLabel = "N", description = "Cores (default: 1).")
  private @Nullable Integer cpu;

  @Option(names = "--memory", paramLabel = "GB", description = "Memory (default: 1).")
  private @Nullable Integer memory;

  @Option(names = "--gpu", paramLabel = "N", description = "GPUs (default: 0).")
  private @Nullable Integer gpu;

  /** Says it to a request. */
  void into(Platform platform, ContainerBuilder<?> request) {
    request.cpu(cpu(platform).orElse(1));
    request.memory(memory(platform).orElse(1));
    request.gpu(gpu(platform).orElse(0));
  }

  /** Says it to a training's request, where it may be said already. */
  void into(TrainingRequest.Builder request) {
    Optional.ofNullable(cpu).ifPresent(request::cpu);
    Optional.ofNullable(memory).ifPresent(request::memoryGb);
    Optional.ofNullable(gpu).ifPresent(request::gpu);
  }

  Optional<Integer> cpu(Platform platform) {
    return checked(platform, "cpu", cpu, 1);
  }

  Optional<Integer> memory(Platform platform) {
    return checked(platform, "memory", memory, 1);
  }

  Optional<Integer> gpu(Platform platform) {
    return checked(platform, "gpu", gpu, 0);
  }

  private static Optional<Integer> checked(
      Platform platform, String what, @Nullable Integer value, int least) {
    if (value != null) {
      platform.atLeast(least, what, value);
    }
    return Optional.ofNullable(value);
  }
}
