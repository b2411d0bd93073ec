package dev.hibi.training;

import dev.hibi.model.network.PooledLayer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What of the network learns. */
public enum TrainingMode {
  /**
   * The head alone. The backbone is frozen, its batch normalisation too; each image's features are
   * computed once, without augmentation, and kept.
   */
  FEATURES,
  /** Everything, beginning from the given weights, or from random ones if there are none. */
  FINETUNE,
  /** Everything, beginning from random weights. */
  SCRATCH,
  /**
   * The head, then the last layer and the head, then everything, from the given weights: see {@link
   * Stages}. Batch normalisation uses its running statistics as they are.
   */
  STAGED,
  /**
   * No weight: what patches of ordinary images look like is kept, and an image is judged by how far
   * its least ordinary patch is from these: see {@link NormalOptions}. Nothing of the other class
   * is learnt from.
   */
  NORMAL;

  /** The mode of a run that is told none. */
  static TrainingMode usual(boolean weights) {
    return weights ? FEATURES : SCRATCH;
  }

  /**
   * What the head sees, if nobody says otherwise: of a network that stays as it is the largest
   * values of layer4, since what is trained of them carries farther to sites that were not trained
   * on; of one that learns the means, as the weights have it.
   */
  List<PooledLayer> usualFeatures() {
    return this == FEATURES
        ? List.of(new PooledLayer(4, PooledLayer.Pooling.MAX))
        : PooledLayer.DEFAULT;
  }

  /** Whether batch normalisation's statistics stay as they are, if nobody says otherwise. */
  boolean freezesBatchNorm(boolean weights) {
    return this == FEATURES || this == STAGED || this == NORMAL || (this == FINETUNE && weights);
  }

  /**
   * The mode of this id.
   *
   * @param id such as {@code features}
   * @throws IllegalArgumentException if there is none; the message lists all
   */
  public static TrainingMode of(String id) {
    return Arrays.stream(values())
        .filter(mode -> mode.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown mode: expected one of %s, found '%s'"
                        .formatted(
                            Arrays.stream(values())
                                .map(TrainingMode::id)
                                .collect(Collectors.joining(", ")),
                            id)));
  }

  /** The name on the command line and in files. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return id();
  }
}
