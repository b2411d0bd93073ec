package dev.hibi.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongToIntFunction;

/** In which order a run trains on its samples, epoch by epoch. Immutable. */
final class TrainingOrder {
  private final int batchSize;
  private final long seed;
  private final List<long[]> classes; // none where samples are not drawn by class

  private TrainingOrder(int batchSize, long seed, List<long[]> classes) {
    this.batchSize = batchSize;
    this.seed = seed;
    this.classes = classes;
  }

  /**
   * Each class as often, or each sample once an epoch.
   *
   * @param batchSize samples between two updates
   * @param label of a sample
   */
  static TrainingOrder of(
      boolean balanced, int batchSize, long seed, long samples, LongToIntFunction label) {
    return balanced ? balanced(batchSize, seed, samples, label) : shuffled(batchSize, seed);
  }

  /** Each sample once an epoch. */
  static TrainingOrder shuffled(int batchSize, long seed) {
    return new TrainingOrder(batchSize, seed, List.of());
  }

  /**
   * Each class as often.
   *
   * @param label of a sample
   */
  static TrainingOrder balanced(int batchSize, long seed, long samples, LongToIntFunction label) {
    Map<Integer, List<Long>> members = new TreeMap<>();
    for (long i = 0; i < samples; i++) {
      members.computeIfAbsent(label.applyAsInt(i), none -> new ArrayList<>()).add(i);
    }
    List<long[]> classes = new ArrayList<>();
    members.values().forEach(of -> classes.add(of.stream().mapToLong(Long::longValue).toArray()));
    return new TrainingOrder(batchSize, seed, classes);
  }

  /**
   * That of one epoch.
   *
   * @param epoch from 0
   */
  EpochSampler of(int epoch) {
    return classes.isEmpty()
        ? EpochSampler.shuffled(batchSize, seed, epoch)
        : EpochSampler.balanced(batchSize, seed, epoch, classes);
  }

  int batchSize() {
    return batchSize;
  }
}
