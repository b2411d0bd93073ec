package dev.hibi.tensorboard;

import static dev.hibi.tensorboard.EventRecords.pluginContent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Summary;

/** The expected bytes were made by TensorBoard's own message classes. */
final class HParamsTest {
  private final Path dir;

  HParamsTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void aSessionHasItsValuesSortedItsGroupAndItsTimes() throws IOException {
    List<Summary.Value> values = write(params().group("g").build(), SessionStatus.SUCCESS);

    assertThat(values)
        .extracting(Summary.Value::getTag)
        .containsExactly("_hparams_/session_start_info", "_hparams_/session_end_info");
    assertThat(values)
        .extracting(EventRecords::pluginContent)
        .containsExactly(
            "1a350a080a02626e120220010a0f0a026c72120911000000000000e03f"
                + "0a0c0a036f707412051a0373676422016729000000000000f83f",
            "220b080111000000000000f83f");
    assertThat(values)
        .allSatisfy(
            value -> {
              assertThat(value.getMetadata().getPluginData().getPluginName()).isEqualTo("hparams");
              assertThat(value.getTensor().getDtype()).isEqualTo(DataType.DT_FLOAT);
              assertThat(value.getTensor().getTensorShape().getDim(0).getSize()).isZero();
            });
  }

  @Test
  void namedMetricsMakeAnExperiment() throws IOException {
    Summary.Value experiment =
        write(params().metric("accuracy").metric("accuracy").build(), SessionStatus.FAILURE).get(0);

    assertThat(experiment.getTag()).isEqualTo("_hparams_/experiment");
    assertThat(pluginContent(experiment))
        .isEqualTo(
            "123019000000000000f83f22060a02626e200222060a026c72200322070a036f70742001"
                + "2a0c0a0a12086163637572616379");
  }

  @Test
  void whatTensorBoardCannotShowIsRefused() {
    assertRefused(
        () -> HParams.builder().put("lr", Double.NaN),
        "bad hyperparameter: expected a finite number, found NaN ('lr')");
    assertRefused(
        () -> HParams.builder().put(" ", "x"), "blank hyperparameter: expected a name, found ' '");
    assertRefused(
        () -> HParams.builder().put("a", 1).put("a", true),
        "hyperparameter given twice: expected different names, found 'a' again");
    assertRefused(() -> HParams.builder().metric(""), "blank metric: expected a tag, found ''");
  }

  private static HParams.Builder params() {
    return HParams.builder().put("opt", "sgd").put("lr", 0.5).put("bn", true);
  }

  private List<Summary.Value> write(HParams hparams, SessionStatus status) throws IOException {
    Clock clock = Clock.fixed(Instant.ofEpochMilli(1500), ZoneOffset.UTC);
    SummaryWriter writer = SummaryWriter.builder(dir).clock(clock).build();
    try (writer) {
      writer.hparams(hparams);
      writer.sessionEnd(status);
    }
    return EventRecords.tensors(writer.file());
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
