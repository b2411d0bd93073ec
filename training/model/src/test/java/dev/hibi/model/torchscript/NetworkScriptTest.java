package dev.hibi.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.Backbone;
import dev.hibi.model.network.Layer;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.weights.StateDict;
import dev.hibi.model.weights.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class NetworkScriptTest {

  /** One result is taken twice, and a sum's first input is a ReLU's: neither is written over. */
  private static final NetworkDefinition TOY =
      new NetworkDefinition(
          "toy",
          List.of(
              new Layer.Images("input", 3),
              new Layer.BatchNorm("bn", "input", 3),
              new Layer.Relu("block.0", "bn"),
              new Layer.BatchNorm("block.bn", "block.0", 3),
              new Layer.Relu("block.relu", "block.bn"),
              new Layer.Add("block.add", "block.relu", "bn"),
              new Layer.Relu("relu", "block.add"),
              new Layer.MaxPool("pool", "relu", 3, 2),
              new Layer.GlobalAveragePool("mean", "pool"),
              new Layer.Linear("fc", "mean", 3, 2)),
          Map.of("block", "Block", "", "Toy"));

  @Test
  void aBoxTakesOneResultAndGivesOne() {
    assertThat(text(TOY, "block"))
        .isEqualTo(
            """
            class Block(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              bn : __torch__.BatchNorm2d
              def forward(self: __torch__.Block, x: Tensor) -> Tensor:
                x0 = torch.relu(x)
                bn = (self.bn).forward(x0, )
                relu = torch.relu_(bn)
                add = torch.add(relu, x)
                return add
              def trainable(self: __torch__.Block) -> List[Tensor]:
                return (self.bn).trainable()
              def state(self: __torch__.Block) -> List[Tensor]:
                return (self.bn).state()
            """);
  }

  @Test
  void theWholeHasFeaturesAndAHead() {
    assertThat(
            NetworkScript.of(TOY, NetworkWeights.random(TOY, 0), TorchScript.Learning.DEFAULT)
                .type()
                .text())
        .contains(
            """
              def features(self: __torch__.Toy, inputs: Tensor) -> Tensor:
                x = torch.contiguous(inputs, memory_format=2)
                bn = (self.bn).forward(x, )
                block = (self.block).forward(bn, )
                relu = torch.relu_(block)
                pool = torch.max_pool2d(relu, [3, 3], [2, 2], [1, 1], [1, 1], False)
                mean = torch.flatten(torch.adaptive_avg_pool2d(pool, [1, 1]), 1, -1)
                return mean
              def head(self: __torch__.Toy, features: Tensor) -> Tensor:
                return (self.fc).forward(features, )
              def forward(self: __torch__.Toy, inputs: Tensor) -> Tensor:
                return (self).head((self).features(inputs, ), )
            """);
  }

  @Test
  void boxesThatDoTheSameShareAClass() {
    NetworkDefinition network = Backbone.RESNET50.network(2);
    Set<String> names = new TreeSet<>();
    collect(
        NetworkScript.of(network, NetworkWeights.random(network, 0), TorchScript.Learning.DEFAULT),
        names);

    assertThat(names)
        .containsExactly(
            "BatchNorm2d",
            "Bottleneck",
            "Bottleneck2",
            "Conv2d",
            "Linear",
            "ResNet",
            "Sequential",
            "Sequential2",
            "Sequential3",
            "Sequential4");
  }

  @Test
  void weightsOfAnotherShapeAreRefused() {
    StateDict weights =
        NetworkWeights.random(TOY, 0).with(new StateDict(Map.of("fc.bias", Tensor.zeros(7))));

    assertThatThrownBy(() -> NetworkScript.of(TOY, weights, TorchScript.Learning.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("weights do not fit: expected float32[2], found float32[7] (fc.bias)");
  }

  @Test
  void aBoxWithTwoInputsIsRefused() {
    NetworkDefinition network =
        new NetworkDefinition(
            "fork",
            List.of(
                new Layer.Images("input", 3),
                new Layer.BatchNorm("a", "input", 3),
                new Layer.BatchNorm("b", "input", 3),
                new Layer.Add("box.add", "a", "b"),
                new Layer.GlobalAveragePool("mean", "box.add"),
                new Layer.Linear("fc", "mean", 3, 2)),
            Map.of());

    assertThatThrownBy(
            () ->
                NetworkScript.of(
                    network, NetworkWeights.random(network, 0), TorchScript.Learning.DEFAULT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("not a module: expected 1 input from outside, found [a, b] (box)");
  }

  private static String text(NetworkDefinition network, String child) {
    ScriptObject root =
        NetworkScript.of(network, NetworkWeights.random(network, 0), TorchScript.Learning.DEFAULT);
    ScriptObject.Value box = Objects.requireNonNull(root.values().get(child));
    return ((ScriptObject.Child) box).object().type().text();
  }

  private static void collect(ScriptObject object, Set<String> names) {
    names.add(object.type().simpleName());
    for (ScriptObject.Value value : object.values().values()) {
      if (value instanceof ScriptObject.Child child) {
        collect(child.object(), names);
      }
    }
  }
}
