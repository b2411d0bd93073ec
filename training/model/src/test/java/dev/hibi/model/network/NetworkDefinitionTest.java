package dev.hibi.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.Backbone;
import dev.hibi.model.network.Layer.Parameter;
import dev.hibi.model.weights.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class NetworkDefinitionTest {

  @Test
  void aBlockAddsItsShortcutToItsConvolutions() {
    assertThat(Backbone.RESNET18.network(2).layers())
        .filteredOn(layer -> layer.name().startsWith("layer2.0."))
        .containsExactly(
            new Layer.Convolution("layer2.0.conv1", "layer1.1.relu", 64, 128, 3, 2),
            new Layer.BatchNorm("layer2.0.bn1", "layer2.0.conv1", 128),
            new Layer.Relu("layer2.0.relu1", "layer2.0.bn1"),
            new Layer.Convolution("layer2.0.conv2", "layer2.0.relu1", 128, 128, 3, 1),
            new Layer.BatchNorm("layer2.0.bn2", "layer2.0.conv2", 128),
            new Layer.Convolution("layer2.0.downsample.0", "layer1.1.relu", 64, 128, 1, 2),
            new Layer.BatchNorm("layer2.0.downsample.1", "layer2.0.downsample.0", 128),
            new Layer.Add("layer2.0.add", "layer2.0.bn2", "layer2.0.downsample.1"),
            new Layer.Relu("layer2.0.relu", "layer2.0.add"));
  }

  @Test
  void bottlenecksDifferInWhereTheyShrink() {
    assertThat(strides(Backbone.RESNET50)).containsExactly(1, 2, 1);
    assertThat(strides(Backbone.RESNET50_V1)).containsExactly(2, 1, 1);
  }

  private static List<Integer> strides(Backbone backbone) {
    return backbone.network(2).layers().stream()
        .filter(layer -> layer.name().startsWith("layer3.0.conv"))
        .map(layer -> ((Layer.Convolution) layer).stride())
        .toList();
  }

  @Test
  void shapesFollowTheImagesSize() {
    Map<String, List<Long>> shapes = Backbone.RESNET50.network(5).outputShapes(100);

    assertThat(shapes)
        .containsEntry("input", List.of(3L, 100L, 100L))
        .containsEntry("conv1", List.of(64L, 50L, 50L))
        .containsEntry("maxpool", List.of(64L, 25L, 25L))
        .containsEntry("layer4.2.relu", List.of(2048L, 4L, 4L))
        .containsEntry("avgpool", List.of(2048L))
        .containsEntry("fc", List.of(5L));
  }

  @Test
  void theSmallestNetworkHasAQuarterOfTheWidth() {
    NetworkDefinition network = Backbone.RESNET10_W16.network(2);

    assertThat(network.outputShapes(64))
        .containsEntry("conv1", List.of(16L, 32L, 32L))
        .containsEntry("layer4.0.relu", List.of(128L, 2L, 2L));
    assertThat(
            network.parameters().stream()
                .filter(Parameter::learns)
                .mapToLong(parameter -> parameter.shape().stream().reduce(1L, Math::multiplyExact))
                .sum())
        .isEqualTo(309_456 + 2 * 128 + 2);
  }

  @Test
  void aParameterSaysWhatItIsAndHowItBegins() {
    NetworkDefinition network = Backbone.RESNET18.network(2);

    assertThat(network.parameters())
        .hasSize(122)
        .startsWith(
            new Parameter(
                "conv1.weight",
                Tensor.Type.FLOAT32,
                List.of(64L, 3L, 7L, 7L),
                true,
                new Parameter.Initial.HeNormal(64 * 49)))
        .endsWith(
            new Parameter(
                "fc.bias",
                Tensor.Type.FLOAT32,
                List.of(2L),
                true,
                new Parameter.Initial.Uniform(1 / Math.sqrt(512))));
    assertThat(network.learning()).hasSize(62).doesNotContain("bn1.running_mean");
    assertThat(network.modules()).containsEntry("layer1.0", "BasicBlock");
  }

  @Test
  void aHeadAloneTakesFeatures() {
    NetworkDefinition head = Backbone.RESNET50.network(3).headAlone();

    assertThat(head.layers())
        .containsExactly(
            new Layer.Features("features", 2048), new Layer.Linear("fc", "features", 2048, 3));
    assertThat(head.outputShapes(64)).containsEntry("fc", List.of(3L));
    assertThat(head.learning()).containsExactly("fc.weight", "fc.bias");
  }

  @Test
  void layersThatDoNotFitTogetherAreRefused() {
    Layer input = new Layer.Features("x", 4);
    Layer head = new Layer.Linear("fc", "x", 4, 2);

    assertThatThrownBy(() -> network(head, input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer before its input: expected x before it, found none (fc of toy)");
    assertThatThrownBy(() -> network(input, input, head))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer twice: expected distinct names, found 'x' (toy)");
    assertThatThrownBy(() -> network(input))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no head: expected a Linear as the last of the layers, found Features[name=x, count=4]"
                + " (toy)");
    assertThatThrownBy(() -> Backbone.RESNET18.network(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad number of classes: expected 1 and more, found 0");
  }

  private static NetworkDefinition network(Layer... layers) {
    return new NetworkDefinition("toy", List.of(layers), Map.of());
  }
}
