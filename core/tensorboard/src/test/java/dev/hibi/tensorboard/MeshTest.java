package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Summary;

final class MeshTest {
  private static final float[] TRIANGLE = {0, 0, 0, 1, 0, 0, 0, 1, 0};

  private final Path dir;

  MeshTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void pointsTrianglesAndColorsAreTensorsOfOneEvent() throws IOException {
    Mesh mesh =
        Mesh.of(TRIANGLE)
            .withFaces(new int[] {0, 1, 2})
            .withColors(new byte[] {-1, 0, 0, 0, -1, 0, 0, 0, -1});

    List<Summary.Value> values = write(mesh);

    assertThat(values)
        .extracting(Summary.Value::getTag)
        .containsExactly("t_VERTEX", "t_FACE", "t_COLOR");
    assertThat(values)
        .extracting(EventRecords::pluginContent)
        .containsExactly(
            "1201741801300130033003380e",
            "1201741802300130013003380e",
            "1201741803300130033003380e");
    assertThat(EventRecords.hex(values.get(0).getTensor().getTensorContent()))
        .isEqualTo("00000000".repeat(3) + "0000803f" + "00000000".repeat(3) + "0000803f00000000");
    assertThat(EventRecords.hex(values.get(1).getTensor().getTensorContent()))
        .isEqualTo("000000000100000002000000");
    assertThat(EventRecords.hex(values.get(2).getTensor().getTensorContent()))
        .isEqualTo("ff000000ff000000ff");
  }

  @Test
  void aCloudOfPointsHasNoOtherTensor() throws IOException {
    List<Summary.Value> values = write(Mesh.of(TRIANGLE));

    assertThat(values).hasSize(1);
    assertThat(EventRecords.pluginContent(values.get(0))).isEqualTo("12017418013001300330033802");
  }

  @Test
  void whatIsNoMeshIsRefused() {
    assertRefused(
        () -> Mesh.of(new float[4]),
        "bad vertices: expected at least one row of 3, found 4 values");
    assertRefused(
        () -> Mesh.of(new float[] {0, 0, 0, 0, Float.NaN, 0}),
        "bad vertex: expected finite coordinates, found NaN (point 1)");
    assertRefused(
        () -> Mesh.of(TRIANGLE).withFaces(new int[] {0, 1, 3}),
        "bad face: expected points 0 to 2, found 3 (triangle 0)");
    assertRefused(
        () -> Mesh.of(TRIANGLE).withColors(new byte[3]),
        "bad colors: expected 9 bytes, 3 a point, found 3");
  }

  private List<Summary.Value> write(Mesh mesh) throws IOException {
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.mesh("t", mesh, 0);
    }
    return EventRecords.tensors(writer.file());
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
