package dev.hibi.client.api;

import java.util.List;
import java.util.Optional;

/** Partitions, quotas and nodes of the cluster. */
public interface ClusterApi {

  /** The partitions that the tenant may use. */
  @Route("GET /tenant/partitions")
  List<String> partitionsOfTenant();

  /** What the tenant may use at most. */
  @Route("GET /tenant/quota")
  Quota quotaOfTenant();

  /** The nodes that the tenant may use. */
  @Route("GET /tenant/nodes")
  List<Node> nodesOfTenant();

  /** All partitions. */
  @Route("GET /admin/partitions")
  List<String> partitions();

  /** What each tenant may use at most. */
  @Route("GET /admin/quotas")
  List<Quota> quotas();

  /** Changes what tenants may use at most. */
  @Route("POST /admin/quotas")
  List<Quota> setQuotas(List<QuotaChange> quotas);

  /** Stops all TensorBoards of all tenants; how many. */
  @Route("DELETE /admin/tensorboards")
  int stopTensorBoards();

  /** What has gone wrong in the cluster for a tenant, or for one of its containers. */
  @Route("GET /admin/events/{id}?name={name}")
  List<Container.Event> events(long id, Optional<String> name);

  /** A node and what of it is free; memory in GB. */
  record Node(
      String name,
      String memo,
      String partition,
      Optional<NodeApi.AccessLevel> accessLevel,
      double allocatableCpu,
      double allocatableMemory,
      double allocatableGpu) {}

  /** What a tenant may use at most; memory in GB. */
  record Quota(long tenantId, int cpu, int memory, int gpu, String tenantName) {}

  /** What a tenant may use at most; memory in GB. */
  record QuotaChange(
      long tenantId, Optional<Integer> cpu, Optional<Integer> memory, Optional<Integer> gpu) {
    /** A builder, with what is required. */
    public static Builder builder(long tenantId) {
      return new Builder(tenantId);
    }

    /** Makes a {@link QuotaChange}; what is not set is left to the platform. Not thread-safe. */
    public static final class Builder {
      private final long tenantId;
      private Optional<Integer> cpu = Optional.empty();
      private Optional<Integer> memory = Optional.empty();
      private Optional<Integer> gpu = Optional.empty();

      private Builder(long tenantId) {
        this.tenantId = tenantId;
      }

      /** CPU cores. */
      public Builder cpu(int cpu) {
        this.cpu = Optional.of(cpu);
        return this;
      }

      /** Memory in GB. */
      public Builder memory(int memory) {
        this.memory = Optional.of(memory);
        return this;
      }

      /** GPUs. */
      public Builder gpu(int gpu) {
        this.gpu = Optional.of(gpu);
        return this;
      }

      /** What was set. */
      public QuotaChange build() {
        return new QuotaChange(tenantId, cpu, memory, gpu);
      }
    }
  }
}
