package dev.hibi.model;

import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.StateDict;
import java.util.List;
import java.util.Optional;

/**
 * By which images a model tells what it knows.
 *
 * @param features what of a network the rows are, one after the other; need not be what the model's
 *     head sees, but no layer behind it
 * @param rows of these images
 * @param frozen weights of that network where it is not the model's own, which has learned since:
 *     under torchvision's names, all up to the last layer of the features, and no others. Empty if
 *     the model's own pass gives the features
 */
public record ImageBank(
    List<PooledLayer> features, NeighbourBank rows, Optional<StateDict> frozen) {
  /**
   * Checks the features.
   *
   * @throws IllegalArgumentException if there are none, or one is twice
   */
  public ImageBank {
    features = PooledLayer.distinct(features);
  }

  /** Of features of the model's own network. */
  public ImageBank(List<PooledLayer> features, NeighbourBank rows) {
    this(features, rows, Optional.empty());
  }
}
