package dev.hibi.model;

import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.NeighbourBank;
import java.util.List;

/**
 * By which images a model tells what it knows.
 *
 * @param features what of the network the rows are, one after the other; need not be what the head
 *     sees, but no layer behind it
 * @param rows of these images
 */
public record ImageBank(List<PooledLayer> features, NeighbourBank rows) {
  /**
   * Checks the features.
   *
   * @throws IllegalArgumentException if there are none, or one is twice
   */
  public ImageBank {
    features = PooledLayer.distinct(features);
  }
}
