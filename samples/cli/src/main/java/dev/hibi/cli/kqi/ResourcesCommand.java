package dev.hibi.cli.kqi;

import dev.hibi.client.api.ClusterApi;
import dev.hibi.client.job.ClusterRoom;
import dev.hibi.client.job.TrainingRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hibi kqi resources}. */
@Command(
    name = "resources",
    sortOptions = false,
    description = {
      "Shows what the tenant may use of the cluster and what of it is free; that is told to those"
          + " who may see the tenant's resources.",
      "With --cpu, --memory or --gpu it says whether there is room for such a job; exit code 1 if"
          + " there will never be."
    })
final class ResourcesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private Platform platform = new Platform();

  @Mixin private Output output = new Output();

  @Option(names = "--cpu", paramLabel = "N", description = "Cores of a job.")
  private @Nullable Integer cpu;

  @Option(names = "--memory", paramLabel = "GB", description = "Memory of a job.")
  private @Nullable Integer memory;

  @Option(names = "--gpu", paramLabel = "N", description = "GPUs of a job.")
  private @Nullable Integer gpu;

  @Option(names = "--partition", description = "The part of the cluster of a job.")
  private @Nullable String partition;

  @Override
  public Integer call() throws IOException {
    Optional<TrainingRequest> job = job();
    ClusterRoom room = ClusterRoom.of(platform.client());
    PrintWriter out = spec.commandLine().getOut();
    List<List<?>> rows = new ArrayList<>();
    for (ClusterRoom.Node node : room.nodes()) {
      rows.add(
          List.of(
              node.name(),
              node.partition(),
              node.has().cpu(),
              node.free().map(ClusterRoom.Amount::cpu),
              node.has().memoryGb(),
              node.free().map(ClusterRoom.Amount::memoryGb),
              node.has().gpu(),
              node.free().map(ClusterRoom.Amount::gpu)));
    }
    output.rows(
        out,
        List.of("node", "partition", "cpu", "free cpu", "memory", "free memory", "gpu", "free gpu"),
        rows);
    PrintWriter err = spec.commandLine().getErr();
    err.println("quota of a job: " + quota(room.quota()));
    return job.map(room::ask).map(answer -> told(answer, err)).orElse(0);
  }

  private static String quota(ClusterApi.Quota quota) {
    return "%s, %s, %s"
        .formatted(
            most("CPU cores", quota.cpu() - 1, quota.cpu()),
            most("GB of memory", quota.memory() - 1, quota.memory()),
            most("GPUs", quota.gpu(), quota.gpu()));
  }

  private static String most(String what, int most, int quota) {
    return quota > 0 ? "at most " + most + " " + what : "any number of " + what;
  }

  private static int told(ClusterRoom.Answer answer, PrintWriter err) {
    err.println("room for the job: " + answer.name().toLowerCase(Locale.ROOT));
    return answer == ClusterRoom.Answer.NOW || answer == ClusterRoom.Answer.LATER ? 0 : 1;
  }

  /** A request that asks for this, if it was said. */
  private Optional<TrainingRequest> job() {
    if (cpu == null && memory == null && gpu == null && partition == null) {
      return Optional.empty();
    }
    return Optional.of(
        platform.usage(
            () -> {
              TrainingRequest.Builder job =
                  TrainingRequest.builder("any")
                      .image("any", "any")
                      .dataSet(1)
                      .repository("any", "any")
                      .entryPoint("any")
                      .cpu(cpu == null ? 1 : cpu)
                      .memoryGb(memory == null ? 1 : memory)
                      .gpu(gpu == null ? 0 : gpu);
              return (partition == null ? job : job.partition(partition)).build();
            }));
  }
}
