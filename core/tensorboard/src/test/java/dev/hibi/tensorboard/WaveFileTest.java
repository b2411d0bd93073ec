package dev.hibi.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Summary;

final class WaveFileTest {

  @Test
  void aFileHasAHeaderAndSixteenBitSamples() {
    byte[] file = WaveFile.encode(new float[] {0, 1, -1, 2}, 2, 8_000);

    assertThat(HexFormat.of().formatHex(file))
        .isEqualTo(
            "52494646"
                + "2c000000"
                + "57415645" // RIFF, 44 bytes, WAVE
                + "666d7420"
                + "10000000" // fmt, 16 bytes
                + "0100"
                + "0200"
                + "401f0000" // PCM, 2 channels, 8000 Hz
                + "007d0000"
                + "0400"
                + "1000" // 32000 bytes a second, 4 a frame, 16 bits
                + "64617461"
                + "08000000" // data, 8 bytes
                + "0000"
                + "ff7f"
                + "0180"
                + "ff7f");
  }

  @Test
  void theJdkPlaysIt() throws Exception {
    byte[] file = WaveFile.encode(new float[441], 1, 44_100);

    try (AudioInputStream in = AudioSystem.getAudioInputStream(new ByteArrayInputStream(file))) {
      assertThat(in.getFrameLength()).isEqualTo(441);
      assertThat(in.getFormat().getEncoding()).isEqualTo(AudioFormat.Encoding.PCM_SIGNED);
      assertThat(in.getFormat().getSampleRate()).isEqualTo(44_100);
    }
  }

  @Test
  void aSoundIsAFileForTheAudioPage(@TempDir Path dir) throws IOException {
    float[] samples = {0, 0.5f};
    SummaryWriter writer = SummaryWriter.builder(dir).build();
    try (writer) {
      writer.audio("tap", samples, 1, 8_000, 3);
    }

    Summary.Value value = EventRecords.tensors(writer.file()).get(0);
    assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("audio");
    assertThat(EventRecords.pluginContent(value)).isEqualTo("100b");
    assertThat(value.getTensor().getStringVal(0).toByteArray())
        .isEqualTo(WaveFile.encode(samples, 1, 8_000));
  }

  @Test
  void whatIsNoSoundIsRefused() {
    assertThatThrownBy(() -> WaveFile.encode(new float[3], 2, 8_000))
        .hasMessage(
            "bad audio: expected whole frames of 1 to 255 channels at 1 to 1000000 Hz,"
                + " found 3 samples of 2 channels at 8000 Hz");
    assertThatThrownBy(() -> WaveFile.encode(new float[1], 1, Integer.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WaveFile.encode(new float[] {0, Float.NaN}, 1, 8_000))
        .hasMessage("bad sample: expected a number from -1 to 1, found NaN at index 1");
  }
}
