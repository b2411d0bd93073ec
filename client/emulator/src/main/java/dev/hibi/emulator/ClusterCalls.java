package dev.hibi.emulator;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.hibi.emulator.Cluster.Demand;
import dev.hibi.emulator.Cluster.Node;
import dev.hibi.emulator.Cluster.Use;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** What the cluster has, what tenants may use of it, and what they use. */
final class ClusterCalls {
  private static final String RUNNERS = "Training,Preprocess,Inference,Notebook";
  private static final int PUBLIC = 2;
  private static final Map<String, Integer> TYPES =
      Map.of("training", 1, "tensorboard", 2, "preproc", 3, "inference", 4, "notebook", 5);

  private final Cluster cluster;
  private final Quotas quotas;
  private final List<String> tenants;

  ClusterCalls(Cluster cluster, Quotas quotas, List<String> tenants) {
    this.cluster = cluster;
    this.quotas = quotas;
    this.tenants = List.copyOf(tenants);
  }

  void addTo(Routes routes) {
    routes
        .add("GET /tenant/partitions", RUNNERS, call -> partitions())
        .add("GET /admin/partitions", "Node", call -> partitions())
        .add("GET /tenant/quota", "TenantResource," + RUNNERS, this::quota)
        .add("GET /admin/quotas", "Quota", call -> allQuotas())
        .add("POST /admin/quotas", "Quota", this::setQuotas)
        .add("GET /tenant/nodes", RUNNERS + ",Template", call -> nodes())
        .add("GET /tenant/resource/nodes", "TenantResource", this::nodesOfTenant)
        .add("GET /admin/resource/nodes", "Resource", call -> allNodes())
        .add("GET /tenant/resource/containers", "TenantResource", this::containersOfTenant)
        .add("GET /admin/resource/containers", "Resource", call -> allContainers())
        .add("GET /admin/resource/tenants", "Resource", call -> allTenants());
  }

  private Reply partitions() {
    return Reply.ok(
        Records.texts(
            cluster.nodes().stream()
                .map(Node::partition)
                .filter(partition -> !partition.isEmpty())
                .distinct()
                .sorted()
                .toList()));
  }

  private JsonObject view(long tenantId) {
    Quotas.Quota quota = quotas.of(tenantId);
    JsonObject view = new JsonObject();
    view.addProperty("tenantId", tenantId);
    view.addProperty("tenantName", tenants.get((int) tenantId - 1));
    view.addProperty("cpu", quota.cpu());
    view.addProperty("memory", quota.memory());
    view.addProperty("gpu", quota.gpu());
    return view;
  }

  private Reply quota(Call call) {
    return Reply.ok(view(call.caller().tenantId()));
  }

  private Reply allQuotas() {
    JsonArray all = new JsonArray();
    for (int id = 1; id <= tenants.size(); id++) {
      all.add(view(id));
    }
    return Reply.ok(all);
  }

  private Reply setQuotas(Call call) {
    JsonArray answer = new JsonArray();
    for (JsonObject quota : call.list()) {
      long tenantId = Call.requiredNumber(quota, "tenantId");
      if (tenantId < 1 || tenantId > tenants.size()) {
        throw ApiFailure.notFound("Tenant ID " + tenantId + " is not found.");
      }
      quotas.set(
          tenantId,
          new Quotas.Quota(number(quota, "cpu"), number(quota, "memory"), number(quota, "gpu")));
      answer.add(view(tenantId));
    }
    return Reply.ok(answer);
  }

  private static int number(JsonObject body, String field) {
    return body.has(field) ? (int) Call.requiredNumber(body, field) : 0;
  }

  private Reply nodes() {
    JsonArray all = new JsonArray();
    cluster.nodes().forEach(node -> all.add(view(node)));
    return Reply.ok(all);
  }

  private static JsonObject view(Node node) {
    JsonObject view = new JsonObject();
    view.addProperty("name", node.name());
    view.add("memo", JsonNull.INSTANCE);
    view.addProperty("partition", node.partition().isEmpty() ? null : node.partition());
    view.addProperty("accessLevel", PUBLIC);
    view.addProperty("allocatableCpu", node.cpu());
    view.addProperty("allocatableMemory", node.memory());
    view.addProperty("allocatableGpu", node.gpu());
    return view;
  }

  private Reply nodesOfTenant(Call call) {
    long own = call.caller().tenantId();
    return Reply.ok(nodes(use -> use.demand().tenantId() == own));
  }

  /** All nodes, and those that wait as if on one of their own. */
  private Reply allNodes() {
    JsonArray all = nodes(use -> true);
    List<Use> waiting = uses(use -> use.node().isEmpty());
    if (!waiting.isEmpty()) {
      JsonObject none = view(new Node("*Unassigned*", "", 0, 0, 0));
      none.addProperty("accessLevel", 0);
      none.addProperty("tensorBoardEnabled", false);
      all.add(used(none, new Node("", "", 0, 0, 0), waiting, waiting));
    }
    return Reply.ok(all);
  }

  private JsonArray nodes(Predicate<Use> listed) {
    JsonArray all = new JsonArray();
    for (Node node : cluster.nodes()) {
      List<Use> on = uses(use -> use.node().filter(node::equals).isPresent());
      JsonObject view = view(node);
      view.addProperty("tensorBoardEnabled", true);
      all.add(used(view, node, on, on.stream().filter(listed).toList()));
    }
    return all;
  }

  private List<Use> uses(Predicate<Use> which) {
    return cluster.uses().stream().filter(which).collect(Collectors.toList());
  }

  private JsonObject used(JsonObject view, Node node, List<Use> uses, List<Use> listed) {
    amount(view, "Cpu", sum(uses, Demand::cpu), node.cpu(), "%d / %.1f");
    amount(view, "Memory", sum(uses, Demand::memory), node.memory(), "%d GB / %.1f GB");
    amount(view, "Gpu", sum(uses, Demand::gpu), node.gpu(), "%d / %.1f");
    JsonArray containers = new JsonArray();
    listed.forEach(use -> containers.add(ofAll(use)));
    view.add("containerResourceList", containers);
    return view;
  }

  private static void amount(JsonObject view, String of, long used, int has, String info) {
    view.addProperty("assigned" + of, used);
    view.addProperty(of.toLowerCase(Locale.ROOT) + "Info", info.formatted(used, (double) has));
  }

  private static long sum(List<Use> uses, ToIntFunction<Demand> of) {
    return uses.stream().mapToLong(use -> of.applyAsInt(use.demand())).sum();
  }

  private static JsonObject container(Use use) {
    Demand demand = use.demand();
    String status = use.node().isPresent() ? "Running" : "Pending";
    JsonObject view = new JsonObject();
    view.addProperty("name", demand.container());
    view.addProperty("createdBy", demand.user());
    view.addProperty("displayNameCreatedBy", demand.user());
    view.addProperty(
        "containerType", TYPES.getOrDefault(demand.container().replaceFirst("-.*", ""), 0));
    view.add("conditionNote", JsonNull.INSTANCE);
    view.addProperty("cpu", demand.cpu());
    view.addProperty("memory", demand.memory());
    view.addProperty("gpu", demand.gpu());
    view.addProperty("statusType", Statuses.type(status));
    view.addProperty("status", status);
    view.addProperty("nodeName", use.node().map(Node::name).orElse(null));
    return view;
  }

  private JsonObject ofAll(Use use) {
    JsonObject view = container(use);
    String tenant = tenants.get((int) use.demand().tenantId() - 1);
    view.addProperty("tenantId", use.demand().tenantId());
    view.addProperty("tenantName", tenant);
    view.addProperty("displayName", tenant);
    return view;
  }

  private Reply containersOfTenant(Call call) {
    long own = call.caller().tenantId();
    JsonArray all = new JsonArray();
    uses(use -> use.demand().tenantId() == own).forEach(use -> all.add(container(use)));
    return Reply.ok(all);
  }

  /** Without those that wait, as the server has it. */
  private Reply allContainers() {
    JsonArray all = new JsonArray();
    uses(use -> use.node().isPresent()).forEach(use -> all.add(ofAll(use)));
    return Reply.ok(all);
  }

  private Reply allTenants() {
    JsonArray all = new JsonArray();
    for (int i = 0; i < tenants.size(); i++) {
      long id = i + 1L;
      Quotas.Quota quota = quotas.of(id);
      JsonObject view = new JsonObject();
      view.addProperty("id", id);
      view.addProperty("name", tenants.get(i));
      view.addProperty("displayName", tenants.get(i));
      List<Use> own = uses(use -> use.demand().tenantId() == id && use.node().isPresent());
      limited(view, "Cpu", sum(own, Demand::cpu), quota.cpu(), "");
      limited(view, "Memory", sum(own, Demand::memory), quota.memory(), " GB");
      limited(view, "Gpu", sum(own, Demand::gpu), quota.gpu(), "");
      JsonArray containers = new JsonArray();
      own.forEach(use -> containers.add(ofAll(use)));
      view.add("containerResourceList", containers);
      all.add(view);
    }
    return Reply.ok(all);
  }

  private static void limited(JsonObject view, String of, long used, int limit, String unit) {
    view.addProperty("allocatable" + of, limit);
    view.addProperty("assigned" + of, used);
    String most = limit == 0 ? "Infinity" : "%.1f%s".formatted((double) limit, unit);
    view.addProperty(of.toLowerCase(Locale.ROOT) + "Info", "%d%s /%s".formatted(used, unit, most));
  }
}
