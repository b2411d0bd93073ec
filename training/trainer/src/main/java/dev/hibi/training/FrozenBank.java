package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.model.ImageBank;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.scoring.NeighbourBank;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * By which images a network that has learned itself tells what it knows: features of the network
 * that it began from, since training on one kind of images lets its own of others fall together
 * with theirs. The same to the bit as those of a run in mode {@code features}.
 *
 * @param networks of the run
 * @param train the images; seen as they are
 * @param listener told how far it is, as of data called {@value #DATA}
 */
record FrozenBank(
    RunNetworks networks, LabeledDataset train, FitListener listener, StopSignal stop) {
  /** What listeners hear of. */
  static final String DATA = "bank";

  private static final int BATCH = FeatureCache.EXTRACTION_BATCH;

  /**
   * Computes it; to the end, since a run whose epochs are done finishes.
   *
   * @param initial weights that training began from
   * @param trained all weights of the model
   * @return without weights of a network if what its features are made of has not changed; empty,
   *     with a warning, if there are too few images, or none without augmentation
   * @throws StopSignal.Stopped if an interrupt breaks reading off
   */
  Optional<ImageBank> of(StateDict initial, StateDict trained) throws IOException {
    TrainedRows rows = new TrainedRows(networks, train, listener);
    Optional<LabeledDataset> seen = train.unaugmented();
    if (seen.isEmpty()) {
      rows.cannotTell(
          "augmented training data: expected a data set that also gives its images as they are,"
              + " found one that does not");
      return Optional.empty();
    }
    List<PooledLayer> known = PooledLayer.known(networks.config().features());
    NetworkDefinition network = networks.config().backbone().network(1, known);
    StateDict frozen = NetworkWeights.headless(initial, network);
    int[] drawn = NeighbourBank.draw(Math.toIntExact(train.size()), networks.config().seed());
    float[] features = features(network, frozen, seen.get(), drawn);
    Optional<StateDict> of =
        isOther(frozen, NetworkWeights.headless(trained, network))
            ? Optional.of(frozen)
            : Optional.empty();
    return rows.bank(drawn, features, network.head().in())
        .map(bank -> new ImageBank(known, bank, of));
  }

  private static boolean isOther(StateDict before, StateDict now) {
    return before.names().stream()
        .anyMatch(name -> !before.get(name).bytes().equals(now.get(name).bytes()));
  }

  private float[] features(
      NetworkDefinition network, StateDict frozen, LabeledDataset seen, int... drawn)
      throws IOException {
    StateDict whole = frozen.with(NetworkWeights.random(network.headAlone(), 0)); // never asked
    int width = network.head().in();
    float[] rows = new float[Math.multiplyExact(drawn.length, width)];
    int done = 0;
    listener.onFeatures(DATA, done, drawn.length);
    try (InferenceNetwork inference = networks.answering(network, whole);
        NDManager manager = inference.manager().newSubManager()) {
      List<List<Long>> batches = batches(drawn, seen.size());
      Iterator<List<Long>> asked = batches.iterator();
      FeatureCache.Batches order = new FeatureCache.Batches(batches);
      for (Batch next : stop.toTheEnd(ImageSamples.batches(seen.dataset(), manager, order))) {
        try (Batch batch = next) {
          float[] all = inference.features(batch.getData().singletonOrThrow()).toFloatArray();
          done += take(all, asked.next(), drawn, rows);
        }
        listener.onFeatures(DATA, Math.min(done, drawn.length), drawn.length);
      }
    }
    return rows;
  }

  /** Puts features of a batch into the rows of those that were drawn; gives their number. */
  private static int take(float[] features, List<Long> batch, int[] drawn, float[] rows) {
    int width = rows.length / drawn.length;
    int taken = 0;
    for (int i = 0; i < batch.size(); i++) {
      int row = Arrays.binarySearch(drawn, Math.toIntExact(batch.get(i)));
      if (row >= 0) {
        System.arraycopy(features, i * width, rows, row * width, width);
        taken++;
      }
    }
    return taken;
  }

  /**
   * Those that were drawn, each in a batch as large as where features of all are computed, on which
   * the last bits depend: the last images of the data set as they are there, and of the others the
   * last batch as far back as it must begin.
   */
  private static List<List<Long>> batches(int[] drawn, long size) {
    long full = size - size % BATCH;
    List<Long> early = Arrays.stream(drawn).filter(i -> i < full).asLongStream().boxed().toList();
    List<List<Long>> batches = new ArrayList<>();
    if (early.size() < drawn.length) {
      batches.add(LongStream.range(full, size).boxed().toList());
    }
    for (int begin = 0; begin < early.size(); begin += BATCH) {
      int end = Math.min(begin + BATCH, early.size());
      batches.add(early.subList(end - BATCH, end));
    }
    return batches;
  }
}
