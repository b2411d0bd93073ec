package dev.hibi.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of the cluster and who uses them. Containers wait until a node has room for them; one
 * that has room starts before an earlier one that has none, as Kubernetes schedules. Thread-safe.
 */
final class Cluster {
  private final List<Node> nodes;
  private final List<Claim> claims = new ArrayList<>(); // in the order in which they came

  /**
   * With these nodes.
   *
   * @param nodes at least one
   */
  Cluster(List<Node> nodes) {
    this.nodes = List.copyOf(nodes);
  }

  /**
   * A node.
   *
   * @param partition empty if it is in none
   * @param memory GB
   */
  record Node(String name, String partition, int cpu, int memory, int gpu) {}

  /**
   * What a container asks for.
   *
   * @param container its name in the cluster, such as {@code training-1}
   * @param memory GB
   * @param partition empty for any node
   */
  record Demand(
      String container,
      long tenantId,
      String user,
      int cpu,
      int memory,
      int gpu,
      String partition) {
    private boolean mayUse(Node node) {
      return partition.isEmpty() || partition.equals(node.partition());
    }
  }

  /**
   * A container that is in the cluster.
   *
   * @param node empty while it waits
   */
  record Use(Demand demand, Optional<Node> node) {}

  /** A container's claim to a place, from its start to its end. */
  final class Claim {
    private final Demand demand;
    private @Nullable Node node;

    private Claim(Demand demand) {
      this.demand = demand;
    }

    /** Waits for room. */
    void await() throws InterruptedException {
      synchronized (Cluster.this) {
        while (node == null) {
          Cluster.this.wait();
        }
      }
    }

    /** Where it is; empty while it waits. */
    Optional<String> node() {
      synchronized (Cluster.this) {
        return Optional.ofNullable(node).map(Node::name);
      }
    }

    /** Why it waits, in Kubernetes' words; empty once it has a place. */
    Optional<String> note() {
      synchronized (Cluster.this) {
        return node == null ? Optional.of(missing(demand)) : Optional.empty();
      }
    }

    /** Makes room for others. */
    void leave() {
      synchronized (Cluster.this) {
        claims.remove(this);
        place();
      }
    }
  }

  /** Queues a container. */
  synchronized Claim enter(Demand demand) {
    Claim claim = new Claim(demand);
    claims.add(claim);
    place();
    return claim;
  }

  private synchronized void place() {
    for (Claim claim : claims) {
      if (claim.node == null) {
        claim.node = room(claim.demand).orElse(null);
      }
    }
    notifyAll();
  }

  private Optional<Node> room(Demand demand) {
    return nodes.stream()
        .filter(
            node ->
                demand.mayUse(node)
                    && used(node, Demand::cpu) + demand.cpu() <= node.cpu()
                    && used(node, Demand::memory) + demand.memory() <= node.memory()
                    && used(node, Demand::gpu) + demand.gpu() <= node.gpu())
        .findFirst();
  }

  private String missing(Demand demand) {
    Map<String, Integer> lacking = new TreeMap<>();
    for (Node node : nodes) {
      if (!demand.mayUse(node)) {
        lacking.merge("node(s) didn't match Pod's node affinity/selector", 1, Integer::sum);
      } else {
        if (used(node, Demand::cpu) + demand.cpu() > node.cpu()) {
          lacking.merge("Insufficient cpu", 1, Integer::sum);
        }
        if (used(node, Demand::memory) + demand.memory() > node.memory()) {
          lacking.merge("Insufficient memory", 1, Integer::sum);
        }
        if (used(node, Demand::gpu) + demand.gpu() > node.gpu()) {
          lacking.merge("Insufficient nvidia.com/gpu", 1, Integer::sum);
        }
      }
    }
    List<String> counted = new ArrayList<>();
    lacking.forEach((what, count) -> counted.add(count + " " + what));
    return "0/%d nodes are available: %s.".formatted(nodes.size(), String.join(", ", counted));
  }

  private long used(Node node, ToIntFunction<Demand> of) {
    return claims.stream()
        .filter(claim -> node.equals(claim.node))
        .mapToLong(claim -> of.applyAsInt(claim.demand))
        .sum();
  }

  List<Node> nodes() {
    return nodes;
  }

  /** What is in the cluster, in the order in which it came. */
  synchronized List<Use> uses() {
    return claims.stream()
        .map(claim -> new Use(claim.demand, Optional.ofNullable(claim.node)))
        .toList();
  }

  /** The most of something that a node has which a container may use. */
  int most(Demand demand, ToIntFunction<Node> of) {
    return nodes.stream().filter(demand::mayUse).mapToInt(of).max().orElse(0);
  }
}
