package dev.hibi.client.job;

import dev.hibi.client.KamonohashiClient;
import dev.hibi.client.KamonohashiException;
import dev.hibi.client.api.ClusterApi;
import dev.hibi.client.api.ResourceApi;
import dev.hibi.client.api.TrainingApi;
import java.util.List;
import java.util.Optional;

/**
 * What a tenant may use of the cluster, and what of it is free: what to know before a job is
 * submitted. As it was when it was asked for.
 *
 * @param quota what one job may ask for; 0 is no limit
 * @param nodes those that the tenant may use
 */
public record ClusterRoom(ClusterApi.Quota quota, List<Node> nodes) {

  /** Copies the list. */
  public ClusterRoom {
    nodes = List.copyOf(nodes);
  }

  /**
   * Amounts; memory in GB.
   *
   * @param cpu cores, which may be parts
   */
  public record Amount(double cpu, double memoryGb, double gpu) {
    private boolean holds(TrainingApi.Create job) {
      return job.cpu() <= cpu && job.memory() <= memoryGb && job.gpu() <= gpu;
    }
  }

  /**
   * A node.
   *
   * @param partition may be empty
   * @param has what containers may use of it
   * @param free what none uses now; empty where the platform does not tell this user
   */
  public record Node(String name, String partition, Amount has, Optional<Amount> free) {}

  /**
   * Asks the platform. What is free is told to those who may see the tenant's resources; others
   * learn what there is.
   */
  public static ClusterRoom of(KamonohashiClient client) {
    ClusterApi.Quota quota = client.cluster().quotaOfTenant();
    try {
      List<Node> nodes =
          client.resources().nodesOfTenant().stream().map(ClusterRoom::node).toList();
      return new ClusterRoom(quota, nodes);
    } catch (KamonohashiException.Forbidden e) {
      return new ClusterRoom(
          quota, client.cluster().nodesOfTenant().stream().map(ClusterRoom::node).toList());
    }
  }

  private static Node node(ResourceApi.NodeUse use) {
    Amount has = new Amount(use.allocatableCpu(), use.allocatableMemory(), use.allocatableGpu());
    Amount free =
        new Amount(
            has.cpu() - use.assignedCpu(),
            has.memoryGb() - use.assignedMemory(),
            has.gpu() - use.assignedGpu());
    return new Node(use.name(), use.partition(), has, Optional.of(free));
  }

  private static Node node(ClusterApi.Node node) {
    Amount has = new Amount(node.allocatableCpu(), node.allocatableMemory(), node.allocatableGpu());
    return new Node(node.name(), node.partition(), has, Optional.empty());
  }

  /** What a job would find. */
  public enum Answer {
    /** A node has room for it now. */
    NOW,

    /** A node is large enough, and what is free is not known or not enough: it may have to wait. */
    LATER,

    /** No node is large enough: it would wait for ever. */
    NEVER,

    /**
     * The platform refuses it: it asks for more GPUs than the quota, or for as much memory or as
     * many cores as the quota or more.
     */
    REFUSED
  }

  /** What a job of this request would find. */
  public Answer ask(TrainingRequest request) {
    return ask(request.create());
  }

  private Answer ask(TrainingApi.Create job) {
    // That as much as the quota is too much, of cores and memory alone, is the server's rule.
    if (isOver(job.cpu() + 1, quota.cpu())
        || isOver(job.memory() + 1, quota.memory())
        || isOver(job.gpu(), quota.gpu())) {
      return Answer.REFUSED;
    }
    List<Node> fitting =
        nodes.stream()
            .filter(node -> job.partition().map(node.partition()::equals).orElse(true))
            .filter(node -> node.has().holds(job))
            .toList();
    if (fitting.isEmpty()) {
      return Answer.NEVER;
    }
    boolean now =
        fitting.stream().flatMap(node -> node.free().stream()).anyMatch(f -> f.holds(job));
    return now ? Answer.NOW : Answer.LATER;
  }

  private static boolean isOver(int asked, int most) {
    return most > 0 && asked > most;
  }
}
