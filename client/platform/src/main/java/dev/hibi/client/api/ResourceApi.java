package dev.hibi.client.api;

import java.util.List;
import java.util.Optional;

/**
 * What the cluster has and who uses it. Of the tenant for its managers, of all tenants for
 * administrators.
 */
public interface ResourceApi {

  /** The tenant's containers. */
  @Route("GET /tenant/resource/containers")
  List<TenantContainer> containersOfTenant();

  /** A container of the tenant. */
  @Route("GET /tenant/resource/containers/{name}")
  TenantContainer containerOfTenant(String name);

  /** Ends a container of the tenant. */
  @Route("DELETE /tenant/resource/containers/{name}")
  void deleteContainerOfTenant(String name);

  /** The log of a container of the tenant, while the container is there. */
  @Route("GET /tenant/resource/containers/{name}/log")
  String logOfTenant(String name);

  /** The nodes that the tenant may use. */
  @Route("GET /tenant/resource/nodes")
  List<NodeUse> nodesOfTenant();

  /** All nodes with their containers. */
  @Route("GET /admin/resource/nodes")
  List<NodeUse> nodes();

  /** All tenants with their containers. */
  @Route("GET /admin/resource/tenants")
  List<TenantUse> tenants();

  /** All containers. */
  @Route("GET /admin/resource/containers")
  List<ContainerUse> containers();

  /** What a container may be for. */
  @Route("GET /admin/resource/container-types")
  List<Choice> containerTypes();

  /** A container. */
  @Route("GET /admin/resource/containers/{tenantId}/{name}")
  ContainerUse container(long tenantId, String name);

  /** Ends a container. */
  @Route("DELETE /admin/resource/containers/{tenantId}/{name}")
  void deleteContainer(long tenantId, String name);

  /** The log of a container, while the container is there. */
  @Route("GET /admin/resource/containers/{tenantId}/{name}/log")
  String log(long tenantId, String name);

  /** What the cluster tells of a container. */
  @Route("GET /admin/resource/containers/{tenantId}/{name}/events")
  List<Container.Event> events(long tenantId, String name);

  /** How much was recorded of containers, and of when. */
  @Route("GET /admin/resource/histories/containers/metadata")
  History containerHistory();

  /** What was recorded of containers, as comma-separated values. */
  @Route(
      "GET /admin/resource/histories/containers/data?startDate={startDate}&endDate={endDate}&withHeader={withHeader}")
  String containerHistoryCsv(
      Optional<String> startDate, Optional<String> endDate, boolean withHeader);

  /** Forgets what was recorded of containers up to a day. */
  @Route("PATCH /admin/resource/histories/containers")
  void trimContainerHistory(Until until);

  /** How much was recorded of jobs, and of when. */
  @Route("GET /admin/resource/histories/jobs/metadata")
  History jobHistory();

  /** What was recorded of jobs, as comma-separated values. */
  @Route(
      "GET /admin/resource/histories/jobs/data?startDate={startDate}&endDate={endDate}&withHeader={withHeader}")
  String jobHistoryCsv(Optional<String> startDate, Optional<String> endDate, boolean withHeader);

  /** Forgets what was recorded of jobs up to a day. */
  @Route("PATCH /admin/resource/histories/jobs")
  void trimJobHistory(Until until);

  /** A container of the tenant; memory in GB. */
  record TenantContainer(
      String name,
      String createdBy,
      Optional<ContainerType> containerType,
      String conditionNote,
      double cpu,
      double memory,
      int gpu,
      String statusType,
      JobStatus status,
      String nodeName) {}

  /** A container; memory in GB. */
  record ContainerUse(
      String name,
      String createdBy,
      Optional<ContainerType> containerType,
      String conditionNote,
      double cpu,
      double memory,
      int gpu,
      String statusType,
      JobStatus status,
      String nodeName,
      long tenantId,
      String tenantName,
      String displayName) {}

  /** A node, what it has and what of it is in use; memory in GB. */
  record NodeUse(
      String name,
      String memo,
      String partition,
      Optional<NodeApi.AccessLevel> accessLevel,
      boolean tensorBoardEnabled,
      double allocatableCpu,
      double allocatableMemory,
      double allocatableGpu,
      double assignedCpu,
      double assignedMemory,
      double assignedGpu,
      String cpuInfo,
      String memoryInfo,
      String gpuInfo,
      List<ContainerUse> containerResourceList) {}

  /** A tenant, what it has and what of it is in use; memory in GB. */
  record TenantUse(
      long id,
      String name,
      String displayName,
      double allocatableCpu,
      double allocatableMemory,
      double allocatableGpu,
      double assignedCpu,
      double assignedMemory,
      double assignedGpu,
      String cpuInfo,
      String memoryInfo,
      String gpuInfo,
      List<ContainerUse> containerResourceList) {}

  /** How much was recorded, and of when. */
  record History(long count, String startDate, String endDate) {}

  /** The last day that is forgotten. */
  record Until(Optional<String> endDate) {}

  /** What a container is for. */
  enum ContainerType implements NumberedEnum {
    /** One that this client does not know. */
    UNKNOWN(-1),
    /** A training. */
    TRAINING(1),
    /** A TensorBoard. */
    TENSOR_BOARD(2),
    /** A preprocessing. */
    PREPROCESSING(3),
    /** An inference. */
    INFERENCING(4),
    /** A notebook. */
    NOTEBOOK(5),
    /** The deletion of a tenant. */
    DELETE_TENANT(6),
    /** An experiment. */
    EXPERIMENT(7);

    private final int number;

    ContainerType(int number) {
      this.number = number;
    }

    @Override
    public int number() {
      return number;
    }
  }
}
