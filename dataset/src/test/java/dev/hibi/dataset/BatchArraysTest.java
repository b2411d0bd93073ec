package dev.hibi.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.hibi.ImageSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory that is written in place, and memory that is copied, as for another device. */
final class BatchArraysTest {
  private static final ImageSpec SPEC = ImageSpec.imagenet(8);

  private final BatchArrays arrays = new BatchArrays(SPEC);

  private static Device device(boolean copied) {
    return copied ? Device.gpu() : Device.cpu();
  }

  private NDArray filled(NDManager manager, boolean copied, float first) {
    BatchMemory memory = arrays.allocate(manager, device(copied), 2);
    float[] sample = new float[SPEC.floatCount()];
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < sample.length; i++) {
        sample[i] = first + n * sample.length + i;
      }
      memory.floats().put(n * sample.length, sample, 0, sample.length);
    }
    return memory.toArray(manager);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsOfPixelsBecomePlanesOfChannels(boolean copied) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray array = filled(manager, copied, 0);

      assertThat(array.getShape()).isEqualTo(new Shape(2, 3, 8, 8));
      assertThat(array.getManager()).isSameAs(manager);
      assertThat(array.getFloat(0, 2, 0, 0)).isEqualTo(2); // blue of the first pixel
      assertThat(array.getFloat(1, 0, 3, 5)).isEqualTo(8 * 8 * 3 + (3 * 8 + 5) * 3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void arrayKeepsItsValuesWhenMoreAreMade(boolean copied) {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray first = filled(manager, copied, 0);
      filled(manager, copied, 1000);
      arrays.allocate(manager, device(copied), 2).discard();
      arrays.close();

      assertThat(first.getFloat(0, 0, 0, 1)).isEqualTo(3);
    }
  }

  @Test
  void memoryThatIsUnfinishedIsCounted() {
    try (NDManager manager = NDManager.newBaseManager()) {
      BatchMemory first = arrays.allocate(manager, Device.cpu(), 2);
      BatchMemory second = arrays.allocate(manager, Device.cpu(), 3);
      assertThat(arrays.unfinishedBytes()).isEqualTo(5L * SPEC.floatCount() * Float.BYTES);

      first.discard();
      second.toArray(manager);

      assertThat(arrays.unfinishedBytes()).isZero();
    }
  }

  @Test
  void batchThatNoBufferHoldsIsRefused() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> arrays.allocate(manager, Device.cpu(), 3_000_000))
          .hasMessage(
              "batch too large: expected at most 2796202 images of this size, found 3000000");
    }
  }

  @Test
  void closedOneGivesNoMemory() {
    try (NDManager manager = NDManager.newBaseManager()) {
      arrays.close();

      assertThatThrownBy(() -> arrays.allocate(manager, Device.cpu(), 1))
          .hasMessage("closed data set: expected an open one, found it closed");
    }
  }
}
