package dev.hibi.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExifCameraTest {
  /** The start of a JPEG file whose Exif block tells a maker and a model, either at its end. */
  private static byte[] jpeg(ByteOrder order, String make, String model) {
    ByteBuffer out = ByteBuffer.allocate(300);
    out.putShort((short) 0xFFD8);
    out.putShort((short) 0xFFE0).putShort((short) 4).putShort((short) 0); // an APP0 before it
    out.putShort((short) 0xFFE1).putShort((short) (2 + 6 + 200));
    out.put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1));
    int tiff = out.position();
    out.order(order);
    out.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    out.putShort((short) 42).putInt(8).putShort((short) 2);
    entry(out, 0x010F, make, 60);
    entry(out, 0x0110, model, 120);
    put(out, tiff, make, 60);
    put(out, tiff, model, 120);
    return Arrays.copyOf(out.array(), tiff + 202);
  }

  private static void entry(ByteBuffer out, int tag, String text, int place) {
    out.putShort((short) tag).putShort((short) 2).putInt(text.length() + 1);
    int inside = out.position();
    out.putInt(place);
    if (text.length() < 4) {
      out.position(inside)
          .put((text + "\0\0\0\0").substring(0, 4).getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void put(ByteBuffer out, int tiff, String text, int place) {
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    out.put(tiff + place, bytes);
  }

  @Test
  void makerAndModelAreReadInEitherByteOrder() {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      assertThat(ExifCamera.of(jpeg(order, "Maker", "Model 7"))).contains("Maker Model 7");
    }
  }

  @Test
  void aModelThatNamesItsMakerIsToldOnce() {
    assertThat(ExifCamera.of(jpeg(ByteOrder.BIG_ENDIAN, "Canon", "Canon EOS R")))
        .contains("Canon EOS R");
  }

  @Test
  void shortNamesLieInTheEntryItself() {
    assertThat(ExifCamera.of(jpeg(ByteOrder.LITTLE_ENDIAN, "DJI", "FC6"))).contains("DJI FC6");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 11, 13, 20, 30, 40, 60, 100})
  void aFileThatIsCutOffTellsNothing(int length) {
    byte[] whole = jpeg(ByteOrder.BIG_ENDIAN, "Maker", "Model 7");

    assertThat(ExifCamera.of(Arrays.copyOf(whole, length))).isEmpty();
  }

  @Test
  void anythingInPlaceOfAByteFailsNothing() {
    byte[] whole = jpeg(ByteOrder.LITTLE_ENDIAN, "Maker", "Model 7");
    for (int i = 0; i < whole.length; i++) {
      for (int value : new int[] {0, 1, 0x7F, 0x80, 0xFF}) {
        byte[] changed = whole.clone();
        changed[i] = (byte) value;
        assertThat(ExifCamera.of(changed)).isNotNull();
      }
    }
  }
}
