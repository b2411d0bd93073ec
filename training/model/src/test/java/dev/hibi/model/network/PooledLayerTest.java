package dev.hibi.model.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hibi.model.Backbone;
import dev.hibi.model.network.PooledLayer.Pooling;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PooledLayerTest {

  @Test
  void aListIsReadAsItWasWritten() {
    List<PooledLayer> layers =
        List.of(new PooledLayer(3, Pooling.MAX), new PooledLayer(4, Pooling.MEAN));

    assertThat(PooledLayer.text(layers)).isEqualTo("layer3:max,layer4:mean");
    assertThat(PooledLayer.listOf("layer3:max,layer4:mean")).isEqualTo(layers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"layer5:mean", "layer3", "layer3:sum", " layer3:max", "Layer3:max", ""})
  void whatIsNoLayerIsRefused(String id) {
    assertThatThrownBy(() -> PooledLayer.listOf("layer4:mean," + id))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown features: expected layer1 to layer4 with :mean or :max, found '%s'", id);
  }

  @Test
  void oneThatComesTwiceIsRefusedAndSoIsNone() {
    assertThatThrownBy(() -> PooledLayer.listOf("layer3:max,layer4:mean,layer3:max"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "features twice: expected distinct ones, found layer3:max,layer4:mean,layer3:max");
    assertThatThrownBy(() -> Backbone.RESNET18.network(2, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no features: expected layers such as layer4:mean, found none");
    assertThatThrownBy(() -> new PooledLayer(0, Pooling.MAX))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad layer: expected layer1 to layer4, found layer0");
  }

  @Test
  void theDefaultIsTorchvisionsNetwork() {
    assertThat(Backbone.RESNET50.network(3, PooledLayer.listOf("layer4:mean")))
        .isEqualTo(Backbone.RESNET50.network(3));
  }

  @Test
  void theHeadSeesAllInTheOrderThatIsAskedFor() {
    NetworkDefinition network =
        Backbone.RESNET50.network(3, PooledLayer.listOf("layer4:mean,layer2:max,layer4:max"));

    assertThat(network.head()).isEqualTo(new Layer.Linear("fc", "features", 4608, 3));
    assertThat(network.layers())
        .contains(
            new Layer.Concat("features", List.of("layer4_mean", "layer2_max", "layer4_max")),
            new Layer.GlobalMaxPool("layer2_max", "layer2.3.relu"));
    assertThat(network.outputShapes(64))
        .containsEntry("layer2.3.relu", List.of(512L, 8L, 8L))
        .containsEntry("layer2_max", List.of(512L))
        .containsEntry("features", List.of(4608L));
    assertThat(network.headAlone().head().in()).isEqualTo(4608);
  }

  @Test
  void layersBehindTheLastThatIsSeenAreLeftOut() {
    NetworkDefinition network = Backbone.RESNET18.network(2, PooledLayer.listOf("layer3:max"));

    assertThat(network.head()).isEqualTo(new Layer.Linear("fc", "layer3_max", 256, 2));
    assertThat(network.parameters())
        .extracting(Layer.Parameter::name)
        .contains("layer3.1.bn2.weight", "fc.bias")
        .noneMatch(name -> name.startsWith("layer4."));
  }
}
