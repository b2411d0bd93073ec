package dev.hibi.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.model.Backbone;
import dev.hibi.model.Pattern;
import dev.hibi.model.network.NetworkDefinition;
import dev.hibi.model.network.PatchGrid;
import dev.hibi.model.network.PooledLayer;
import dev.hibi.model.network.Precision;
import dev.hibi.model.scoring.ActivationMap;
import dev.hibi.model.weights.StateDict;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each place of an image adds to its logits. */
final class LocatedTest {
  private static final int CLASSES = 3;
  private static final int IMAGES = 2;

  @ParameterizedTest
  @CsvSource({
    "resnet18, 'layer4:mean', fp32, 64",
    "resnet18, 'layer4:max', fp32, 80",
    "resnet50-v1, 'layer2:max,layer4:mean,layer3:max', fp32, 72",
    "resnet10-w16, 'layer1:mean,layer3:max', bf16, 64"
  })
  void theMeansOverThePlacesAreTheLogits(String name, String features, String precision, int edge)
      throws IOException {
    Bfloat16.assumeComputed(Precision.of(precision));
    List<PooledLayer> layers = PooledLayer.listOf(features);
    NetworkDefinition network =
        Backbone.of(name).network(CLASSES, layers, PooledLayer.known(layers));
    try (InferenceNetwork opened =
            InferenceNetwork.of(
                network, Pattern.weights(network), edge, Device.cpu(), Precision.of(precision));
        NDManager manager = opened.manager().newSubManager()) {
      NDArray images = images(manager, edge);

      NDList located = opened.located(images);

      NDList both = opened.allFeatures(images);
      assertThat(both).hasSize(2);
      assertThat(located).hasSize(2 + layers.size());
      assertThat(located.get(0).toFloatArray()).containsExactly(both.get(0).toFloatArray());
      assertThat(located.get(1).toFloatArray()).containsExactly(both.get(1).toFloatArray());
      float[] logits = opened.logits(images).toFloatArray();
      for (int image = 0; image < IMAGES; image++) {
        float[] odds = map(located, image).logOdds(1);
        float[] expected = Arrays.copyOfRange(logits, CLASSES * image, CLASSES * (image + 1));
        assertThat(means(located, image)).containsExactly(expected, within(2e-4f));
        assertThat(odds).hasSize(map(located, image).columns() * map(located, image).rows());
      }
    }
  }

  @Test
  void ofALargestValueThePlaceThatHasItAddsAll() throws IOException {
    NetworkDefinition network =
        Backbone.RESNET10_W16.network(CLASSES, PooledLayer.listOf("layer4:max"));
    StateDict weights = Pattern.weights(network);
    try (InferenceNetwork opened =
            InferenceNetwork.of(network, weights, 64, Device.cpu(), Precision.FLOAT32);
        NDManager manager = opened.manager().newSubManager()) {
      NDArray images = images(manager, 64);

      NDArray map = opened.located(images).get(1); // (N, 2, 2, classes)

      NetworkDefinition means = Backbone.RESNET10_W16.network(CLASSES, PooledLayer.DEFAULT);
      try (InferenceNetwork plain =
          InferenceNetwork.of(means, weights, 64, Device.cpu(), Precision.FLOAT32)) {
        float[] activations = plain.activations(images).toFloatArray(); // (N, 2, 2, channels)
        float[] expected = largest(activations, network.head().in(), weights);
        assertThat(map.toFloatArray()).containsExactly(expected, within(1e-4f));
      }
    }
  }

  private static float[] largest(float[] activations, int channels, StateDict weights) {
    FloatBuffer weight = weights.get("fc.weight").floats();
    FloatBuffer bias = weights.get("fc.bias").floats();
    int places = activations.length / IMAGES / channels;
    float[] logits = new float[IMAGES * places * CLASSES];
    for (int image = 0; image < IMAGES; image++) {
      for (int label = 0; label < CLASSES; label++) {
        int from = image * places;
        for (int place = 0; place < places; place++) {
          logits[(from + place) * CLASSES + label] += bias.get(label);
        }
        for (int channel = 0; channel < channels; channel++) {
          int best = 0;
          for (int place = 1; place < places; place++) {
            if (activations[(from + place) * channels + channel]
                > activations[(from + best) * channels + channel]) {
              best = place;
            }
          }
          logits[(from + best) * CLASSES + label] +=
              places
                  * weight.get(label * channels + channel)
                  * activations[(from + best) * channels + channel];
        }
      }
    }
    return logits;
  }

  @Test
  void ofAScoreOfPatchesAPlaceSaysWhatItsDistanceWouldSay() throws IOException {
    NetworkDefinition network = Backbone.RESNET10_W16.network(new PatchGrid(1, 5));
    StateDict weights = Pattern.weights(network);
    try (InferenceNetwork opened =
            InferenceNetwork.of(network, weights, 64, Device.cpu(), Precision.FLOAT32);
        NDManager manager = opened.manager().newSubManager()) {
      NDArray images = images(manager, 64);

      float[] map = opened.located(images).get(1).toFloatArray();

      float[] distances = opened.distances(images).toFloatArray();
      FloatBuffer weight = weights.get("fc.weight").floats();
      FloatBuffer bias = weights.get("fc.bias").floats();
      float[] expected = new float[2 * distances.length];
      for (int i = 0; i < expected.length; i++) {
        expected[i] = (float) (weight.get(i % 2) * Math.log(distances[i / 2]) + bias.get(i % 2));
      }
      assertThat(map).containsExactly(expected, within(1e-4f));
    }
  }

  private static NDArray images(NDManager manager, int edge) {
    float[] pixels = new float[IMAGES * edge * edge * 3];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) Math.sin(i * 0.37 + i / 1000.0);
    }
    Shape rows = new Shape(IMAGES, edge, edge, 3);
    return manager.create(FloatBuffer.wrap(pixels), rows).transpose(0, 3, 1, 2);
  }

  /** Of all maps together, a class after the other. */
  private static float[] means(NDList located, int image) {
    ActivationMap map = map(located, image);
    float[] means = new float[CLASSES];
    for (int label = 0; label < CLASSES; label++) {
      double sum = 0;
      for (int row = 0; row < map.rows(); row++) {
        for (int column = 0; column < map.columns(); column++) {
          sum += map.logit(column, row, label);
        }
      }
      means[label] = (float) (sum / map.rows() / map.columns());
    }
    return means;
  }

  private static ActivationMap map(NDList located, int image) {
    List<ActivationMap> maps = new ArrayList<>();
    for (NDArray map : located.subList(2, located.size())) {
      float[] one = map.get(image).toFloatArray();
      maps.add(ActivationMap.of((int) map.getShape().get(2), CLASSES, one));
    }
    return ActivationMap.sum(maps);
  }
}
