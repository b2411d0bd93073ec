package dev.hibi.training;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.Batch;
import dev.hibi.model.ModelDescription;
import dev.hibi.model.ModelDirectory;
import dev.hibi.model.Provenance;
import dev.hibi.model.engine.InferenceNetwork;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.Coreset;
import dev.hibi.model.scoring.FeatureRows;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * What a run of mode {@code normal} does (K. Roth et al., Towards Total Recall in Industrial
 * Anomaly Detection, 2022): the patches of all ordinary training images are computed once and kept
 * on disk; a coreset of them becomes the model's bank. The threshold is a quantile of the scores of
 * images that were held out, fold by fold, from a bank of the others; images of a group are held
 * out together.
 *
 * <p>All but the patches is computed anew by a run that goes on: it takes a minute, and gives the
 * same to the bit. Used once, by one thread.
 */
final class NormalFit {
  private static final int SCORED_AT_ONCE = 32;

  private static final double CONFIDENCE = 0.95;

  /** The part of patches that a bank has at most. */
  private static final int TENTH = 10;

  private final RunNetworks networks;
  private final FitConfig config;
  private final NormalOptions options;
  private final RunData data;
  private final NormalOptions.Classes classes;
  private final Path output;
  private final FitListener listener;
  private final StopSignal stop;
  private final int width;
  private final long rowBytes;

  NormalFit(
      RunNetworks networks, RunData data, Path output, FitListener listener, StopSignal stop) {
    this.networks = networks;
    this.config = networks.config();
    this.options = config.normal().orElseThrow();
    this.data = data;
    this.classes = data.classes(options);
    this.output = output;
    this.listener = listener;
    this.stop = stop;
    List<Long> map = Objects.requireNonNull(shapes().get("patches"));
    this.width = Math.toIntExact(map.get(0));
    boolean half = config.precision().filter(Precision.BFLOAT16::equals).isPresent();
    this.rowBytes = map.get(0) * map.get(1) * map.get(2) * (half ? 2 : 4);
  }

  private Map<String, List<Long>> shapes() {
    return networks.network().outputShapes(config.imageSpec().size());
  }

  TrainingResult fit(StateDict initial, Checkpoint.State begin, RunRecord record, Path model)
      throws IOException {
    RunSettings settings = begin.settings();
    long[] ordinary = ordinary();
    HeldOut heldOut = HeldOut.of(data.train(), ordinary);
    requireRoom(ordinary.length);
    listener.onStart(new RunStart(begin.started(), settings, 1, 0, List.of()));
    FeatureCache cache =
        new FeatureCache(
            output.resolve("activations"),
            settings,
            listener,
            stop,
            FeatureCache.blockOf(rowBytes));
    FeatureSamples samples =
        cache.get(data.train(), settings.data().training(), ordinary, () -> backbone(initial));
    long begun = System.nanoTime();
    PatchRows rows = PatchRows.of(samples, width, PatchRows.MOST, config.seed(), stop);
    if (rows.isThinned()) {
      listener.onWarning(
          "patches left out: expected at most %,d in memory, found more (of each image %s are learnt from)"
              .formatted(PatchRows.MOST, rows.share()));
    }
    double[] scores = scoresOf(samples, rows, heldOut);
    double threshold = threshold(scores);
    FeatureRows bank = bank(rows, IntStream.range(0, ordinary.length).toArray());
    StateDict weights = initial.with(weights(bank, threshold));
    double fitSeconds = EpochLoop.secondsSince(begun);
    PatchGrid grid = networks.patches().withRows(bank.count());
    return tested(
        new Fitted(weights, grid, loss(scores, threshold), fitSeconds, ordinary.length),
        begin,
        record,
        cache,
        model);
  }

  private FeatureCache.Backbone backbone(StateDict initial) throws IOException {
    InferenceNetwork network = networks.answering(networks.network(), initial);
    return FeatureCache.Backbone.of(network, network::activations);
  }

  private long[] ordinary() {
    int label = data.train().labels().indexOf(classes.ordinary());
    return LongStream.range(0, data.train().size())
        .filter(i -> data.train().images().label(i) == label)
        .toArray();
  }

  private void requireRoom(long images) throws IOException {
    if (images * (double) rowBytes > config.activationLimit()) {
      double mib = 1 << 20;
      throw new IOException(
          "patches are too large: expected at most %,.1f MiB, found %,.1f (%,d images of %,d bytes)"
              .formatted(
                  config.activationLimit() / mib, images * rowBytes / mib, images, rowBytes));
    }
  }

  private FeatureRows bank(PatchRows rows, int[] images) {
    stop.requireNotSet();
    FeatureRows projected = rows.projected(images);
    int size = Math.max(1, Math.min(options.bankRows(), projected.count() / TENTH));
    int[] chosen = Coreset.choose(projected, size, config.seed(), stop::requireNotSet).rows();
    return rows.features(images, chosen);
  }

  private StateDict weights(FeatureRows bank, double threshold) {
    float[] weight = new float[PatchGrid.CLASSES];
    float[] bias = new float[PatchGrid.CLASSES];
    weight[classes.positive()] = 1;
    bias[classes.positive()] = (float) -threshold;
    return new StateDict(
        Map.of(
            PatchGrid.BANK,
            Tensor.of(bank.values(), bank.count(), width),
            "fc.weight",
            Tensor.of(weight, PatchGrid.CLASSES, 1),
            "fc.bias",
            Tensor.of(bias, PatchGrid.CLASSES)));
  }

  /** Logarithms of the scores of all images, each from a bank of other folds. */
  private double[] scoresOf(FeatureSamples samples, PatchRows rows, HeldOut heldOut)
      throws IOException {
    double[] scores = new double[samples.count()];
    for (int fold = 0; fold < heldOut.folds(); fold++) {
      FeatureRows bank = bank(rows, heldOut.others(fold));
      NetworkDefinition alone =
          NetworkDefinition.bankAlone(width, networks.patches().withRows(bank.count()));
      try (InferenceNetwork network = networks.answering(alone, weights(bank, 0))) {
        score(samples, heldOut.images(fold), network, scores);
      }
    }
    return scores;
  }

  private void score(
      FeatureSamples samples, int[] images, InferenceNetwork network, double[] scores) {
    for (int from = 0; from < images.length; from += SCORED_AT_ONCE) {
      stop.requireNotSet();
      int[] some = Arrays.copyOfRange(images, from, Math.min(images.length, from + SCORED_AT_ONCE));
      List<Long> indices = Arrays.stream(some).asLongStream().boxed().toList();
      try (NDManager manager = network.manager().newSubManager();
          Batch batch = samples.batch(manager, indices)) {
        float[] found = network.features(batch.getData().singletonOrThrow()).toFloatArray();
        for (int i = 0; i < some.length; i++) {
          scores[some[i]] = found[i];
        }
      }
    }
  }

  /**
   * The score that at most the asked share of ordinary images is above: of n that were held out the
   * k-th smallest, k = (1 - share) (n + 1) rounded up (V. Vovk et al., Algorithmic Learning in a
   * Random World, 2005); where they are too few for that, the largest.
   */
  private double threshold(double[] scores) throws IOException {
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    long rank = (long) Math.ceil((1 - options.falseAlarms()) * (sorted.length + 1) - 1e-9);
    if (rank >= sorted.length) {
      listener.onWarning(few(sorted.length));
    }
    return sorted[(int) Math.min(rank, sorted.length) - 1];
  }

  /**
   * What a threshold is worth that is the largest of so many scores: each further one is above it
   * as likely as any of them is the largest, and with a confidence of 95 % no greater share of all
   * than {@code 1 - 0.05^(1/n)}.
   */
  private String few(int count) {
    double most = 1 - Math.pow(1 - CONFIDENCE, 1.0 / count);
    return "few ordinary images: expected %,d and more for false alarms of %s, found %,d (the threshold is the largest of their scores: about %.1f %% false alarms, up to %.1f %% at %.0f %% confidence, and cracks below the oddest image are missed)"
        .formatted(
            (long) Math.ceil(2 / options.falseAlarms() - 1e-9) - 1,
            options.falseAlarms(),
            count,
            100.0 / (count + 1),
            100 * most,
            100 * CONFIDENCE);
  }

  /** Mean cross entropy of ordinary images that were held out. */
  private static double loss(double[] scores, double threshold) {
    return Arrays.stream(scores)
        .map(score -> Math.log1p(Math.exp(score - threshold)))
        .average()
        .orElse(0);
  }

  /**
   * What was learnt.
   *
   * @param loss of the images that were held out
   * @param images that it was learnt from
   */
  private record Fitted(
      StateDict weights, PatchGrid grid, double loss, double seconds, int images) {}

  private TrainingResult tested(
      Fitted fitted, Checkpoint.State begin, RunRecord record, FeatureCache cache, Path model)
      throws IOException {
    NetworkDefinition definition = config.backbone().network(fitted.grid);
    StateDict weights = NetworkWeights.requireWhole(fitted.weights, definition, output);
    List<EpochMetrics> history = new ArrayList<>();
    Evaluation evaluation;
    try (InferenceNetwork network = networks.answering(definition, weights)) {
      long begun = System.nanoTime();
      Evaluation measured = evaluate(network, data.measured());
      double share = fitted.images / Math.max(1e-9, fitted.seconds);
      history.add(
          new EpochMetrics(
              1,
              1,
              0,
              fitted.loss,
              data.measured().name(),
              measured.loss(),
              measured.accuracy(),
              fitted.seconds,
              EpochLoop.secondsSince(begun),
              share,
              0));
      listener.onEpoch(history.get(0), measured);
      stop.write(() -> record.writeMetrics(history));
      evaluation = data.validation().isPresent() ? evaluate(network, data.test()) : measured;
    }
    ModelDescription description =
        new ModelDescription(
                config.backbone(),
                classes.labels(),
                config.imageSpec(),
                new Provenance(begin.started(), begin.settings().toJson(), 1))
            .with(fitted.grid)
            .withPositive(classes.labels().name(classes.positive()));
    ModelDirectory.Kept kept =
        ModelDirectory.Kept.NOTHING.with(data.learned(output, config, listener));
    stop.write(() -> ModelDirectory.write(model, description, weights, kept));
    return new TrainingResult(
        model, description, evaluation, history, 1, cache.seconds(), cache.waitedSeconds());
  }

  private Evaluation evaluate(InferenceNetwork network, LabeledDataset of) throws IOException {
    return Evaluator.evaluate(
        Evaluator.Network.of(network::logits),
        network.manager(),
        new ImageSamples(of.dataset(), config.batchSize(), config.seed()),
        classes.labels(),
        stop);
  }
}
