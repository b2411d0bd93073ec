package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.OptimizerSpec;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The constants were printed by torch.optim: {@code benchmarks/peers/optimizer_steps.py}. */
final class OptimizerTest {
  private static final int CLASSES = 3;
  private static final int FEATURES = 5;
  private static final int BATCH = 4;
  private static final NetworkDefinition HEAD = NetworkDefinition.headAlone(FEATURES, CLASSES);

  @Test
  void sgdWithMomentumEqualsTorch() throws IOException {
    assertTenSteps(
        OptimizerSpec.sgd(),
        -0.41670844,
        -0.40399659,
        -0.40538859,
        -0.39267668,
        0.012078779,
        -0.4338358,
        -0.42611381);
  }

  @Test
  void sgdWithoutMomentumEqualsTorch() throws IOException {
    assertTenSteps(
        new OptimizerSpec.Sgd(0, 0, false),
        -0.38867715,
        -0.37953278,
        -0.38622293,
        -0.37707859,
        -0.21317388,
        -0.32046074,
        -0.31423628);
  }

  @Test
  void sgdWithNesterovAndWeightDecayEqualsTorch() throws IOException {
    assertTenSteps(
        new OptimizerSpec.Sgd(0.8, 0.01, true),
        -0.38739166,
        -0.37562039,
        -0.3898828,
        -0.37811145,
        -0.03326828,
        -0.40031129,
        -0.39923346);
  }

  @Test
  void adamEqualsTorch() throws IOException {
    assertTenSteps(
        OptimizerSpec.adam(),
        -0.47056499,
        -0.45607084,
        -0.44155988,
        -0.4272958,
        0.14588197,
        -0.71105582,
        -0.68788779);
  }

  @Test
  void adamWithAmsgradEqualsTorch() throws IOException {
    assertTenSteps(
        OptimizerSpec.adamAmsgrad(),
        -0.47056544,
        -0.45607129,
        -0.44156033,
        -0.42729631,
        0.14588217,
        -0.71104938,
        -0.68788809);
  }

  @Test
  void adamWithWeightDecayEqualsTorch() throws IOException {
    assertTenSteps(
        new OptimizerSpec.Adam(0.9, 0.999, 1e-8, 0.1, false, false),
        -0.22432555,
        -0.21346313,
        -0.20298375,
        -0.19238839,
        0.17608681,
        -0.49718615,
        -0.48912063);
  }

  @Test
  void adamWEqualsTorch() throws IOException {
    assertTenSteps(
        OptimizerSpec.adamW(),
        -0.46814477,
        -0.4536956,
        -0.43925181,
        -0.42503241,
        0.14643754,
        -0.70880067,
        -0.68570459);
  }

  /** Convolutions lie channels-last: values of gradients must meet those of their own place. */
  @Test
  void theWeightsOfConvolutionsFollowTheirOwnGradients() throws IOException {
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);
    StateDict before = NetworkWeights.random(network, 0);
    double rate = 0.01;
    for (OptimizerSpec optimizer :
        List.of(OptimizerSpec.sgd(), OptimizerSpec.adam(), OptimizerSpec.adamAmsgrad())) {
      StateDict after;
      StateDict gradients;
      StateDict state;
      try (TrainableNetwork learning = TrainableNetwork.builder(network, before, optimizer).open();
          NDManager batch = learning.manager().newSubManager()) {
        float[] pixels = Pattern.values(4 * 3 * 32 * 32, 3, 2, 0);
        learning.stepKeepingGradients(
            batch.create(pixels, new Shape(4, 3, 32, 32)),
            batch.create(new long[] {0, 1, 1, 0}),
            rate);
        gradients = learning.gradients();
        after = learning.weights();
        state = learning.optimizerState();
      }

      for (String name : network.learning()) {
        float[] was = before.get(name).toFloatArray();
        float[] is = after.get(name).toFloatArray();
        float[] gradient = gradients.get(name).toFloatArray();
        float[] first = state.get(optimizer.memory().get(0) + "." + name).toFloatArray();
        boolean sgd = optimizer.equals(OptimizerSpec.sgd());
        for (int i = 0; i < was.length; i++) {
          double g = gradient[i];
          double expected = was[i] - rate * (sgd ? g : g / (Math.abs(g) + 1e-8));
          assertThat((double) is[i])
              .as("%s %d of %s", name, i, optimizer.id())
              .isCloseTo(expected, within(1e-5 + 1e-5 * Math.abs(expected)));
          assertThat((double) first[i])
              .as(name)
              .isCloseTo(sgd ? g : 0.1 * g, within(1e-6 + 1e-5 * Math.abs(g)));
        }
      }
    }
  }

  private static void assertTenSteps(OptimizerSpec optimizer, double... expected)
      throws IOException {
    StateDict start = head();
    StateDict fresh = optimizer.freshState(HEAD);

    StateDict whole = train(optimizer, start, fresh, 0, 10).weights();
    assertThat(firstValues(whole)).containsExactly(expected, within(1e-6));

    Trained half = train(optimizer, start, fresh, 0, 5);
    assertThat(half.state().get("step").toLong()).isEqualTo(5);
    StateDict resumed = train(optimizer, half.weights(), half.state(), 5, 10).weights();
    assertThat(firstValues(resumed)).isEqualTo(firstValues(whole));
  }

  private record Trained(StateDict weights, StateDict state) {}

  private static Trained train(
      OptimizerSpec optimizer, StateDict weights, StateDict state, int from, int to)
      throws IOException {
    try (TrainableNetwork network =
        TrainableNetwork.builder(HEAD, weights, optimizer).optimizerState(state).open()) {
      for (int step = from; step < to; step++) {
        try (NDManager manager = network.manager().newSubManager()) {
          float[] inputs = Pattern.values(BATCH * FEATURES, 10 + step, 2, 0);
          network.step(
              manager.create(inputs, new Shape(BATCH, FEATURES)),
              manager.create(new long[] {0, 1, 2, 0}),
              0.05);
        }
      }
      return new Trained(network.weights(), network.optimizerState());
    }
  }

  private static StateDict head() {
    Map<String, Tensor> head = new LinkedHashMap<>();
    head.put("fc.weight", Tensor.of(Pattern.values(CLASSES * FEATURES, 1, 1, 0), 3, 5));
    head.put("fc.bias", Tensor.of(Pattern.values(CLASSES, 2, 1, 0), 3));
    return new StateDict(head);
  }

  private static double[] firstValues(StateDict weights) {
    float[] weight = weights.get("fc.weight").toFloatArray();
    float[] bias = weights.get("fc.bias").toFloatArray();
    return new double[] {weight[0], weight[1], weight[2], weight[3], bias[0], bias[1], bias[2]};
  }
}
