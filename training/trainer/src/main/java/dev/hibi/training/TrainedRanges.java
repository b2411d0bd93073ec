package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Sampler;
import dev.hibi.model.engine.RangeMeasurement;
import dev.hibi.model.network.ActivationRanges;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/**
 * Between which values the results of a trained network's layers lie, on some of the images that it
 * was trained on.
 */
final class TrainedRanges {
  private static final int BATCH = 16;
  private static final int BATCHES = 4;

  private TrainedRanges() {}

  /**
   * Measures them on 64 images that the run's seed draws, in float32; to the end, since a run whose
   * epochs are done finishes.
   *
   * @throws StopSignal.Stopped if an interrupt breaks reading off
   */
  static ActivationRanges measured(
      RunNetworks networks,
      LabeledDataset train,
      StateDict weights,
      FitListener listener,
      StopSignal stop)
      throws IOException {
    int edge = networks.config().imageSpec().size();
    EpochSampler drawn = EpochSampler.shuffled(BATCH, networks.config().seed(), 0);
    try (RangeMeasurement measurement =
            RangeMeasurement.of(networks.network(), weights, edge, networks.device());
        NDManager manager = measurement.manager().newSubManager()) {
      for (Batch next :
          stop.toTheEnd(ImageSamples.batches(train.dataset(), manager, new First(drawn)))) {
        try (Batch batch = next) {
          measurement.add(batch.getData().singletonOrThrow());
        } catch (IllegalArgumentException e) { // a model is worth more than its ranges
          listener.onWarning("the model is without int8: " + e.getMessage());
          return ActivationRanges.NONE;
        }
      }
      return measurement.ranges();
    }
  }

  /** The first batches of an order. */
  private record First(EpochSampler order) implements Sampler {
    @Override
    public Iterator<List<Long>> sample(RandomAccessDataset dataset) {
      return order.batches(dataset.size()).stream().limit(BATCHES).iterator();
    }

    @Override
    public int getBatchSize() {
      return order.getBatchSize();
    }
  }
}
