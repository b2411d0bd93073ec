package dev.hibi.emulator;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.function.ToIntFunction;

/** What tenants may use at most. All use is under the lock of the records. */
final class Quotas {
  private static final String TABLE = "quotas";

  private final Records records;
  private final Cluster cluster;

  Quotas(Records records, Cluster cluster) {
    this.records = records;
    this.cluster = cluster;
  }

  /**
   * A tenant's.
   *
   * @param cpu 0 for no limit, as all others
   * @param memory GB
   */
  record Quota(int cpu, int memory, int gpu) {
    static final Quota NONE = new Quota(0, 0, 0);
  }

  Quota of(long tenantId) {
    return records
        .find(TABLE, tenantId)
        .map(
            kept ->
                new Quota(
                    kept.get("cpu").getAsInt(),
                    kept.get("memory").getAsInt(),
                    kept.get("gpu").getAsInt()))
        .orElse(Quota.NONE);
  }

  void set(long tenantId, Quota quota) {
    JsonObject kept = new JsonObject();
    kept.addProperty("id", tenantId);
    kept.addProperty("cpu", quota.cpu());
    kept.addProperty("memory", quota.memory());
    kept.addProperty("gpu", quota.gpu());
    records.put(TABLE, tenantId, kept);
  }

  /**
   * Refuses what the server refuses before it asks the cluster. Of CPU and memory it takes only
   * less than the limit, of GPUs the limit too. Where a tenant has no limit, what no node has is
   * refused in the same words; on the server it would wait for ever.
   */
  void check(Cluster.Demand demand) {
    Quota quota = of(demand.tenantId());
    refuseAbove("CPU", demand.cpu(), quota.cpu() - 1, quota.cpu(), demand, Cluster.Node::cpu);
    refuseAbove(
        "Memory",
        demand.memory(),
        quota.memory() - 1,
        quota.memory(),
        demand,
        Cluster.Node::memory);
    refuseAbove("GPU", demand.gpu(), quota.gpu(), quota.gpu(), demand, Cluster.Node::gpu);
  }

  private void refuseAbove(
      String what,
      int asked,
      int most,
      int limit,
      Cluster.Demand demand,
      ToIntFunction<Cluster.Node> of) {
    if (asked > (limit > 0 ? most : cluster.most(demand, of))) {
      throw ApiFailure.badRequest("The request of " + what + " exceeds the upper limit.");
    }
  }

  /**
   * Refuses what the cluster refuses: numbers below zero, and containers that would be more than
   * the tenant's quota together with those that it has. Such a container is not queued.
   *
   * @param noun what is to run, such as {@code training}
   */
  void admit(Cluster.Demand demand, String noun, String path) {
    refuseNegative("cpu", demand.cpu(), demand, noun, path);
    refuseNegative("memory", demand.memory(), demand, noun, path);
    Quota quota = of(demand.tenantId());
    List<Cluster.Demand> others =
        cluster.uses().stream()
            .map(Cluster.Use::demand)
            .filter(other -> other.tenantId() == demand.tenantId())
            .toList();
    if (isOver(quota.cpu(), Cluster.Demand::cpu, others, demand)
        || isOver(quota.memory(), Cluster.Demand::memory, others, demand)
        || isOver(quota.gpu(), Cluster.Demand::gpu, others, demand)) {
      throw failure(noun, "Can not access to created container. Status: Empty", path);
    }
  }

  private static void refuseNegative(
      String what, int asked, Cluster.Demand demand, String noun, String path) {
    if (asked < 0) {
      String message =
          ("Job.batch \"%s\" is invalid: spec.template.spec.containers[0].resources.limits[%s]:"
                  + " Invalid value: \"%d\": must be greater than or equal to 0")
              .formatted(demand.container(), what, asked);
      throw failure(noun, message, path);
    }
  }

  private static boolean isOver(
      int limit,
      ToIntFunction<Cluster.Demand> of,
      List<Cluster.Demand> others,
      Cluster.Demand demand) {
    long sum = others.stream().mapToLong(of::applyAsInt).sum() + of.applyAsInt(demand);
    return limit > 0 && sum > limit;
  }

  private static ApiFailure failure(String noun, String message, String path) {
    return ApiFailure.of(
        503,
        "Failed to run %s. The message bellow may be help to resolve: %s".formatted(noun, message),
        path);
  }
}
