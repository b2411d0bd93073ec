package dev.hibi.training.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hibi.ImageSpec;
import dev.hibi.model.Backbone;
import dev.hibi.model.network.NetworkWeights;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.weights.StateDict;
import dev.hibi.tensorboard.GraphNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NetworkGraphTest {

  @Test
  void aBlockIsABoxOfItsOperations() {
    assertThat(nodes(Backbone.RESNET18))
        .filteredOn(node -> node.name().startsWith("layer2/0/"))
        .extracting(node -> node.name() + " " + node.op() + " " + node.inputs())
        .containsExactly(
            "layer2/0/conv1 Conv2d [layer1/1/relu]",
            "layer2/0/bn1 BatchNorm2d [layer2/0/conv1]",
            "layer2/0/relu1 ReLU [layer2/0/bn1]",
            "layer2/0/conv2 Conv2d [layer2/0/relu1]",
            "layer2/0/bn2 BatchNorm2d [layer2/0/conv2]",
            "layer2/0/downsample/0 Conv2d [layer1/1/relu]",
            "layer2/0/downsample/1 BatchNorm2d [layer2/0/downsample/0]",
            "layer2/0/add Add [layer2/0/bn2, layer2/0/downsample/1]",
            "layer2/0/relu ReLU [layer2/0/add]");
  }

  @Test
  void shapesShrinkFromTheImageToTheLogits() {
    assertThat(nodes(Backbone.RESNET50))
        .filteredOn(
            node ->
                Set.of("input", "conv1", "maxpool", "layer4/2/relu", "avgpool", "fc")
                    .contains(node.name()))
        .extracting(node -> node.name() + " " + node.outputShape())
        .containsExactly(
            "input [-1, 3, 100, 100]",
            "conv1 [-1, 64, 50, 50]",
            "maxpool [-1, 64, 25, 25]",
            "layer4/2/relu [-1, 2048, 4, 4]",
            "avgpool [-1, 2048]",
            "fc [-1, 2]");
  }

  @Test
  void aConvolutionTellsItsSettings() {
    GraphNode conv =
        nodes(Backbone.RESNET18).stream()
            .filter(node -> node.name().equals("layer2/0/conv1"))
            .findFirst()
            .orElseThrow();

    assertThat(conv.attributes())
        .isEqualTo(
            Map.of(
                "in_channels", "64",
                "out_channels", "128",
                "kernel_size", "3",
                "stride", "2",
                "padding", "1",
                "parameters", "73728"));
  }

  @ParameterizedTest
  @EnumSource
  void parametersAreThoseOfTheWeightsAndInputsComeFirst(Backbone backbone) {
    long parameters = 0;
    Set<String> before = new HashSet<>();
    for (GraphNode node : nodes(backbone)) {
      assertThat(before).containsAll(node.inputs());
      assertThat(before.add(node.name())).as(node.name()).isTrue();
      parameters += Long.parseLong(node.attributes().getOrDefault("parameters", "0"));
    }

    long expected = 0;
    StateDict weights = NetworkWeights.random(backbone.network(2), 0);
    for (String name : weights.names()) {
      boolean learns = name.endsWith(".weight") || name.endsWith(".bias");
      expected += learns ? weights.get(name).elementCount() : 0;
    }
    assertThat(parameters).isEqualTo(expected);
  }

  @Test
  void featuresOfSeveralLayersComeTogetherBeforeTheHead() {
    List<GraphNode> nodes =
        NetworkGraph.of(
            Backbone.RESNET18.network(2, PooledLayer.listOf("layer3:max,layer4:mean")),
            ImageSpec.imagenet(64));

    assertThat(nodes)
        .filteredOn(node -> !node.name().contains("/"))
        .extracting(node -> node.name() + " " + node.op() + " " + node.inputs())
        .endsWith(
            "layer3_max AdaptiveMaxPool2d [layer3/1/relu]",
            "layer4_mean AdaptiveAvgPool2d [layer4/1/relu]",
            "features Concat [layer3_max, layer4_mean]",
            "fc Linear [features]");
  }

  private static List<GraphNode> nodes(Backbone backbone) {
    return NetworkGraph.of(backbone, ImageSpec.imagenet(100), 2);
  }
}
