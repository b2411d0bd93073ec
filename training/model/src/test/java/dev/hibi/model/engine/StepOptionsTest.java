package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.network.StepSpec;
import dev.hibi.model.network.StepSpec.Mixing;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The constants were printed by torch and timm: {@code benchmarks/peers/step_options.py}. */
final class StepOptionsTest {
  private static final int CLASSES = 3;
  private static final int CHANNELS = 3;
  private static final int BATCH = 4;
  private static final int EDGE = 8;
  private static final List<Double> WEIGHTS = List.of(0.5, 2.0, 1.25);
  private static final NetworkDefinition MEANS =
      new NetworkDefinition(
          "means",
          List.of(
              new Layer.Images("input", CHANNELS),
              new Layer.GlobalAveragePool("mean", "input"),
              new Layer.Linear("fc", "mean", CHANNELS, CLASSES)),
          Map.of());

  private static final double[] PLAIN = {
    -0.35229701, -0.43190485, -0.33391899, -0.40341237, 0.16418134, -0.71243954, -0.49985784
  };

  @Test
  void nothingIsAddedByDefault() throws IOException {
    assertThat(values(tenSteps(StepSpec.PLAIN))).containsExactly(PLAIN, within(1e-6));
  }

  @Test
  void labelSmoothingEqualsTorch() throws IOException {
    assertThat(values(tenSteps(StepSpec.builder().labelSmoothing(0.1).build())))
        .containsExactly(
            at(
                -0.34854361,
                -0.43548709,
                -0.33093196,
                -0.40712109,
                0.15575844,
                -0.70186555,
                -0.46927363),
            within(1e-6));
  }

  @Test
  void classWeightsEqualTorch() throws IOException {
    assertThat(values(tenSteps(StepSpec.builder().classWeights(WEIGHTS).build())))
        .containsExactly(
            at(
                -0.35482824,
                -0.43044287,
                -0.3304441,
                -0.39132392,
                -0.7361263,
                0.14966659,
                -0.39876631),
            within(1e-6));
  }

  @Test
  void classWeightsWithLabelSmoothingEqualTorch() throws IOException {
    StepSpec both = StepSpec.builder().classWeights(WEIGHTS).labelSmoothing(0.1).build();
    assertThat(values(tenSteps(both)))
        .containsExactly(
            at(
                -0.34972736,
                -0.43554041,
                -0.32546076,
                -0.39583308,
                -0.74443066,
                0.1552386,
                -0.36805961),
            within(1e-6));
  }

  @Test
  void clippingByTheNormOfAllGradientsEqualsTorch() throws IOException {
    assertThat(values(tenSteps(StepSpec.builder().clipNorm(0.05).build())))
        .containsExactly(
            at(
                -0.41740108,
                -0.37071395,
                -0.3866649,
                -0.34726897,
                0.098401465,
                -0.72942072,
                -0.58459622),
            within(1e-6));
  }

  @Test
  void theMovingAverageEqualsTimmsAndAnswers() throws IOException {
    Trained trained = train(StepSpec.builder().ema(0.9).build(), 0, BATCH, 1, Mixing.NONE);

    assertThat(values(trained.weights())).containsExactly(PLAIN, within(1e-6));
    double[] average =
        at(
            -0.42702964,
            -0.35675612,
            -0.40936029,
            -0.35027939,
            -0.094873935,
            -0.47294509,
            -0.3909876);
    assertThat(values(trained.answering())).containsExactly(average, within(1e-6));
    assertThat(trained.state().names())
        .containsExactly(
            "step",
            "exp_avg.fc.weight",
            "exp_avg.fc.bias",
            "exp_avg_sq.fc.weight",
            "exp_avg_sq.fc.bias",
            "ema.fc.weight",
            "ema.fc.bias");
    assertThat(trained.state().get("ema.fc.bias").bytes())
        .isEqualTo(trained.answering().get("fc.bias").bytes());
  }

  @Test
  void mixupEqualsTimm() throws IOException {
    StepSpec mixup = StepSpec.builder().mixup(1).build();
    assertThat(values(train(mixup, 0, BATCH, 1, Mixing.mixup(0.7)).weights()))
        .containsExactly(
            at(
                -0.44608736,
                -0.34248179,
                -0.41621423,
                -0.35841343,
                0.14571536,
                -0.72169447,
                -0.68244195),
            within(1e-6));
  }

  @Test
  void mixupWithLabelSmoothingEqualsTimm() throws IOException {
    StepSpec both = StepSpec.builder().mixup(1).labelSmoothing(0.1).build();
    assertThat(values(train(both, 0, BATCH, 1, Mixing.mixup(0.7)).weights()))
        .containsExactly(
            at(
                -0.43568388,
                -0.3520371,
                -0.40781224,
                -0.36592087,
                0.12964216,
                -0.70717388,
                -0.66096312),
            within(1e-6));
  }

  @Test
  void cutmixEqualsTimmAlsoWhereTheBoxIsCutOff() throws IOException {
    Mixing box = Mixing.cutmix(0.7, EDGE, 1, 5);
    assertThat(box).isEqualTo(new Mixing(1 - 12 / 64.0, 0, 3, 3, 7));

    StepSpec cutmix = StepSpec.builder().cutmix(1).build();
    assertThat(values(train(cutmix, 0, BATCH, 1, box).weights()))
        .containsExactly(
            at(
                -0.28659776,
                -0.49255556,
                -0.26631349,
                -0.42209581,
                0.16184382,
                -0.71810818,
                -0.68948549),
            within(1e-6));
  }

  @Test
  void noDecayOnBiasesEqualsTorchsParameterGroups() throws IOException {
    StepSpec groups = StepSpec.builder().decayOnNorm(false).build();
    assertThat(values(train(groups, 0.5, BATCH, 1, Mixing.NONE).weights()))
        .containsExactly(
            at(
                -0.25612903,
                -0.35263255,
                -0.24180709,
                -0.32626417,
                0.16369122,
                -0.71335304,
                -0.51323789),
            within(1e-6));
  }

  @Test
  void aFactorOfTheRateByNameEqualsTorchsParameterGroups() throws IOException {
    StepSpec groups = StepSpec.builder().rateFactor("fc.", 1).rateFactor("fc.w", 0.1).build();
    assertThat(values(tenSteps(groups)))
        .containsExactly(
            at(
                -0.40294698,
                -0.38052508,
                -0.38544703,
                -0.36781448,
                0.13812977,
                -0.71157682,
                -0.70272249),
            within(1e-6));
  }

  @Test
  void aStepInPartsEqualsOneOnTheWholeBatch() throws IOException {
    double[] whole =
        at(
            -0.31559876,
            -0.47016579,
            -0.29429498,
            -0.43925291,
            -0.047752835,
            -0.56544232,
            -0.36296928);
    StepSpec parts = StepSpec.builder().accumulate(3).build();
    assertThat(values(train(parts, 0, 10, 1, Mixing.NONE).weights()))
        .containsExactly(whole, within(1e-5));
    assertThat(values(train(StepSpec.PLAIN, 0, 10, 3, Mixing.NONE).weights()))
        .as("on three devices")
        .containsExactly(whole, within(1e-5));
  }

  @Test
  void aStepInPartsCountsSamplesByTheWeightsOfTheirClasses() throws IOException {
    double[] whole =
        at(-0.3024933, -0.47864905, -0.28357017, -0.43572059, -0.75562787, 0.18151854, -0.25190318);
    StepSpec.Builder weighted = StepSpec.builder().classWeights(WEIGHTS);
    assertThat(values(train(weighted.build(), 0, 10, 2, Mixing.NONE).weights()))
        .containsExactly(whole, within(1e-5));
    assertThat(values(train(weighted.accumulate(4).build(), 0, 10, 2, Mixing.NONE).weights()))
        .containsExactly(whole, within(1e-5));
  }

  @Test
  void optionsThatDoNotFitTheNetworkAreRefused() {
    assertThatThrownBy(
            () ->
                TrainableNetwork.builder(MEANS, means(), OptimizerSpec.adam())
                    .step(StepSpec.builder().classWeights(List.of(1.0, 2.0)).build())
                    .open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("wrong number of class weights: expected 3, found 2");
    assertThatThrownBy(
            () ->
                TrainableNetwork.builder(MEANS.headAlone(), means(), OptimizerSpec.adam())
                    .step(StepSpec.builder().mixup(0.2).build())
                    .open())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "features cannot be mixed: expected a network of images for mixup or cutmix, found a"
                + " head alone");
  }

  private record Trained(StateDict weights, StateDict answering, StateDict state) {}

  private static StateDict tenSteps(StepSpec step) throws IOException {
    return train(step, 0, BATCH, 1, Mixing.NONE).weights();
  }

  /**
   * Ten steps, resumed after five.
   *
   * @param devices among so many networks a batch is divided
   */
  private static Trained train(StepSpec step, double decay, int batch, int devices, Mixing mixing)
      throws IOException {
    OptimizerSpec adamW = new OptimizerSpec.Adam(0.9, 0.999, 1e-8, decay, false, true);
    StateDict fresh = adamW.freshState(MEANS);
    Trained half =
        train(step, adamW, batch, devices, mixing, new Trained(means(), means(), fresh), 0);
    return train(step, adamW, batch, devices, mixing, half, 5);
  }

  private static Trained train(
      StepSpec step,
      OptimizerSpec optimizer,
      int batch,
      int devices,
      Mixing mixing,
      Trained from,
      int first)
      throws IOException {
    TrainableNetwork.Builder builder =
        TrainableNetwork.builder(MEANS, from.weights(), optimizer)
            .optimizerState(from.state())
            .devices(Collections.nCopies(devices, Device.cpu()))
            .step(step);
    try (TrainableNetwork network = builder.open()) {
      for (int i = first; i < first + 5; i++) {
        try (NDManager manager = network.manager().newSubManager()) {
          float[] pixels = Pattern.values(batch * CHANNELS * EDGE * EDGE, 10 + i, 20, 0);
          NDArray images = manager.create(pixels, new Shape(batch, CHANNELS, EDGE, EDGE));
          long[] classes = new long[batch];
          for (int k = 0; k < batch; k++) {
            classes[k] = k % CLASSES;
          }
          NDArray labels = manager.create(classes);
          network.step(images, labels, 0.05, mixing, false);
        }
      }
      return new Trained(network.weights(), network.answeringWeights(), network.optimizerState());
    }
  }

  private static StateDict means() {
    Map<String, Tensor> head = new LinkedHashMap<>();
    head.put("fc.weight", Tensor.of(Pattern.values(CLASSES * CHANNELS, 1, 1, 0), 3, 3));
    head.put("fc.bias", Tensor.of(Pattern.values(CLASSES, 2, 1, 0), 3));
    return new StateDict(head);
  }

  private static double[] at(double... values) {
    return values;
  }

  private static double[] values(StateDict weights) {
    float[] weight = weights.get("fc.weight").toFloatArray();
    float[] bias = weights.get("fc.bias").toFloatArray();
    return new double[] {weight[0], weight[1], weight[2], weight[3], bias[0], bias[1], bias[2]};
  }
}
